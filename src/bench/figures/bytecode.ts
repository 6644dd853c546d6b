import { createHash } from 'node:crypto';

/** A row of EXPLAIN, without its comment: that names root pages, and is there only where SQLite was built for it. */
export interface Instruction {
  readonly opcode: string;
  readonly p1: number;
  readonly p2: number;
  readonly p3: number;
  readonly p4: string | null;
  readonly p5: number;
}

/** The name of the table or index whose root page this is, in the connection's database of this number. */
export type RootName = (database: number, page: number) => string;

/** OPFLAG_P2ISREG: P2 of OpenRead and OpenWrite is a register then, no page (sqliteInt.h). */
const P2_IS_REGISTER = 0x10;
/** BTREE_SCHEMA_VERSION: the number of the schema cookie among a database's cookies (btree.h). */
const SCHEMA_VERSION = 1;

/**
 * SHA-256 over a program, without what differs between two builds of the same data: a root page becomes the name of its
 * table or index, schema cookies and addresses are left out. What each operand means: https://www.sqlite.org/opcode.html
 */
export function bytecodeDigest(program: readonly Instruction[], rootName: RootName): string {
  const lines = program.map((instruction) => JSON.stringify(masked(instruction, rootName)));
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

function masked(
  { opcode, p1, p2, p3, p4, p5 }: Instruction,
  rootName: RootName,
): readonly (string | number | null)[] {
  switch (opcode) {
    case 'OpenRead':
    case 'OpenWrite':
    case 'ReopenIdx':
      return [opcode, p1, p5 & P2_IS_REGISTER ? p2 : rootName(p3, p2), p3, p4, p5];
    case 'Clear':
      return [opcode, rootName(p2, p1), p2, p3, p4, p5];
    case 'Destroy':
      return [opcode, rootName(p3, p1), p2, p3, p4, p5];
    case 'Transaction':
      // P3 is the schema cookie, P4 the generation of the schema in memory.
      return [opcode, p1, p2, 'cookie', 'generation', p5];
    case 'SetCookie':
      return [opcode, p1, p2, p2 === SCHEMA_VERSION ? 'cookie' : p3, p4, p5];
    case 'IntegrityCk':
      return [opcode, p1, p2, p3, 'roots', p5];
    default:
      // Instructions on virtual tables show where the table lies in memory.
      return [opcode, p1, p2, p3, /^V[A-Z]/.test(opcode) ? withoutAddress(p4) : p4, p5];
  }
}

function withoutAddress(p4: string | null): string | null {
  return p4?.replace(/^vtab:(0x)?[0-9a-f]+$/i, 'vtab') ?? null;
}
