import * as z from 'zod';
import { type Places, pseudoParameters, resolve, valuesOf } from './intrinsics.ts';
import { notPlayed, type PropertiesOf, type Type, types } from './resource-types.ts';

/** Parameters and rules the CDK adds to check that the account is bootstrapped; nothing refers to them. */
const Template = z.strictObject({
  Description: z.string().optional(),
  Parameters: z.strictObject({ BootstrapVersion: z.unknown().optional() }).optional(),
  Rules: z.strictObject({ CheckBootstrapVersion: z.unknown().optional().optional() }).optional(),
  Outputs: z.record(z.string(), z.unknown()).optional(),
  Resources: z.record(
    z.string(),
    z.strictObject({
      Type: z.string(),
      Properties: z.unknown().optional(),
      DependsOn: z.unknown().optional(),
      DeletionPolicy: z.unknown().optional(),
      UpdateReplacePolicy: z.unknown().optional(),
      Metadata: z.object({ 'aws:cdk:path': z.string() }),
    }),
  ),
});

type Resource<T extends Type> = {
  /** As the constructs are nested: the stack, then what `infra/` calls it. */
  readonly path: readonly string[];
  readonly ref: string;
  /** Empty where the type has none. */
  readonly arn: string;
  readonly properties: PropertiesOf<T>;
};

export type Resources = {
  readonly all: <T extends Type>(type: T) => Resource<T>[];
  readonly one: <T extends Type>(type: T) => Resource<T>;
};

/** The resources of one stack by type, their intrinsics resolved; whatever is not known by name is an error. */
export const readResources = (stack: string, template: unknown, places: Places): Resources => {
  const resources = Object.entries(Template.parse(template).Resources).map(([id, { Type, Properties, Metadata }]) => ({
    id,
    type: Type,
    path: Metadata['aws:cdk:path'].split('/'),
    raw: Properties ?? {},
  }));
  for (const { id, type } of resources) {
    if (!(type in types) && !notPlayed.has(type)) {
      throw new Error(`${stack}/${id}: the local office does not know the resource type ${type}`);
    }
  }
  const byId = new Map(resources.map(({ id, type }) => [id, valuesOf(stack, id, type, places)]));
  const resolved = resources.map(({ raw, ...resource }) => ({
    ...resource,
    properties: resolve(raw, `${stack}/${resource.id}`, (target, attribute) => {
      const values = byId.get(target);
      const value = pseudoParameters.get(target) ?? (attribute ? values?.attributes[attribute] : values?.ref);
      if (value === undefined) {
        const wanted = [target, attribute].filter(Boolean).join('.');
        throw new Error(`${stack}/${resource.id}: the local office has no value for ${wanted}`);
      }
      return value;
    }),
  }));
  const all = <T extends Type>(type: T): Resource<T>[] =>
    resolved
      .filter((resource) => resource.type === type)
      .map(({ id, path, properties }) => {
        const read = types[type].safeParse(properties);
        if (!read.success) throw new Error(`${stack}/${id} (${type}): ${z.prettifyError(read.error)}`);
        const values = byId.get(id);
        return {
          path,
          ref: values?.ref ?? '',
          arn: values?.attributes['Arn'] ?? '',
          properties: read.data as PropertiesOf<T>,
        };
      });
  const one = <T extends Type>(type: T): Resource<T> => {
    const [found, ...others] = all(type);
    if (!found || others.length > 0) throw new Error(`${stack}: there must be exactly one ${type}`);
    return found;
  };
  return { all, one };
};
