import { join } from 'node:path';

/**
 * fontconfig's file for the packaged browser: the system's fonts where it has some, and the one of the package, so that
 * a machine without any draws text at all. The package's own file names folders of Lambda and /tmp.
 * @param folder where the browser lies once it is unpacked
 */
export function fontsConfiguration(folder: string): string {
  const [fonts, cache] = [join(folder, 'fonts'), join(folder, 'fonts-cache')].map(escaped);
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${fonts}</dir>
  <cachedir>${cache}</cachedir>
</fontconfig>
`;
}

function escaped(path: string): string {
  return path.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
