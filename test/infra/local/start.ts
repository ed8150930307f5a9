import { join } from 'node:path';
import { main } from '../../../infra/local/main.ts';
import { functionNames } from '../../../infra/office-stack.ts';

/* `npm start` with functions that are bundled already, in the folder named first. */

const [folder = '', ...args] = process.argv.slice(2);
await main(args, new Map(functionNames.map((name) => [name, join(folder, name)])));
