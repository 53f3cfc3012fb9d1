// Ours as a process of its own: HOSTS (JSON) VERSION; prints the most memory that it had, in kB.
import process from 'node:process';
import type { Host } from '../../src/model/host.ts';
import { deployOurs } from './ours.ts';
import { workOf } from './work.ts';

const [hosts = '[]', version = '0'] = process.argv.slice(2);
await deployOurs(JSON.parse(hosts) as readonly Host[], workOf(Number(version)));
process.stdout.write(`${process.resourceUsage().maxRSS}\n`);
process.exit();
