import { execFile } from 'node:child_process';

/** Tells systemd that we are up, where it asks. Without a word it would take us for starting, and end us. */
export function sayReady(failed: (error: Error) => void): void {
  if (process.env['NOTIFY_SOCKET'] === undefined) return;
  execFile('systemd-notify', ['--ready'], (error) => error !== null && failed(error));
}
