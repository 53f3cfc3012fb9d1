import { Argument, Command } from '@commander-js/extra-typings';
import { jsonSchema, schemaNames } from '../../model/json-schemas.ts';
import { addExample } from '../example.ts';

/** `mosaic fleet schema roster|inventory|preset` */
export function schemaCommand() {
  const command = new Command('schema')
    .description('Print the JSON Schema of a file that you write, for completion in an editor.')
    .addArgument(new Argument('<file>', 'which file').choices(schemaNames))
    .action((name) => {
      process.stdout.write(jsonSchema(name));
    });
  return addExample(command, 'mosaic fleet schema roster > roster.schema.json');
}
