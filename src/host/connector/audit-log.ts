import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path/posix';
import type { AuditLine } from './action.ts';
import { auditText } from './audit.ts';

/** Strangers may make as many lines as they like, but not fill the disk; bytes. */
const MOST = 4 * 1024 * 1024;

/** Adds a line to `audit.log` of a connector; a full one becomes `audit.log.1`. */
export function writeAudit(folder: string, line: AuditLine, at: number): void {
  const path = join(folder, 'audit.log');
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MOST) renameSync(path, `${path}.1`);
  appendFileSync(path, auditText(line, at), { mode: 0o600 });
}
