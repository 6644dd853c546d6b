import type { Variables } from './run-program.ts';

/** Set by git for its hooks: they tie every git below to that repository, index and work tree (git rev-parse --local-env-vars). */
const GIT_TIES = new Set([
  'git_dir',
  'git_work_tree',
  'git_implicit_work_tree',
  'git_index_file',
  'git_common_dir',
  'git_object_directory',
  'git_alternate_object_directories',
  'git_quarantine_path',
  'git_namespace',
  'git_prefix',
  'git_shallow_file',
  'git_graft_file',
]);

/**
 * Settings that an outer `npm run`, `npm exec` or `npx` passes on about its own project or its own errand. Registry,
 * cache, proxies and all other settings are the user's and stay.
 */
const OUTER_NPM = new Set([
  'npm_config_local_prefix',
  'npm_config_global_prefix',
  'npm_config_workspace',
  'npm_config_workspaces',
  'npm_config_include_workspace_root',
  'npm_config_global',
  'npm_config_location',
  'npm_config_package',
  'npm_config_call',
  'npm_config_if_present',
  'npm_config_dry_run',
  'npm_config_package_lock_only',
  'npm_config_npm_version',
  'npm_config_user_agent',
]);

/** The environment for git in a repository that its folder alone decides. Names are compared as Windows does. */
export function gitVariables(env: Variables): Variables {
  return {
    ...kept(env, (name) => !GIT_TIES.has(name)),
    // Never a question on the terminal, and never a lock taken for what only looks.
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
  };
}

/**
 * The environment for npm in another project than the one that runs us. That project's scripts may install git hooks;
 * worktrees share one configuration, so it would be the user's own that they change.
 */
export function npmVariables(env: Variables): Variables {
  const outer = settingOf(env, 'npm_config_local_prefix');
  const mine = kept(env, (name, value) => {
    if (GIT_TIES.has(name) || name === 'init_cwd' || name === 'node') return false;
    if (!name.startsWith('npm_')) return true;
    // `npm --prefix DIR run` passes its DIR on; any other prefix is the user's folder of global packages.
    if (name === 'npm_config_prefix') return value !== outer;
    return name.startsWith('npm_config_') && !OUTER_NPM.has(name);
  });
  return { ...mine, HUSKY: '0', SKIP_INSTALL_SIMPLE_GIT_HOOKS: '1' };
}

function kept(env: Variables, keep: (name: string, value: string | undefined) => boolean): Variables {
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => keep(name.toLowerCase(), value)));
}

function settingOf(env: Variables, name: string): string | undefined {
  return Object.entries(env).find(([key]) => key.toLowerCase() === name)?.[1];
}
