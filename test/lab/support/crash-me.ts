// Makes the lab that argv names, says so, and stays until it is killed.
import { createLab } from '../../../src/lab/index.ts';

const [id = ''] = process.argv.slice(2);
await createLab({ id, hosts: [{ name: 'alpha', suite: 'bookworm', user: 'operator' }] });
process.stdout.write('up\n');
setInterval(() => {}, 1 << 30);
