import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './config.js';

/** One value of a code list. `class` groups values where rules depend on the group (access results). */
export interface CodeValue {
  code: string;
  label: string;
  note?: string;
  class?: string;
}

/** A controlled vocabulary, with the standard it comes from. */
export interface CodeList {
  name: string;
  title: string;
  source: string;
  values: CodeValue[];
}

const lists = JSON.parse(readFileSync(join(projectRoot, 'seeds/reference/code-lists.json'), 'utf8')) as CodeList[];
const byName = new Map(lists.map(list => [list.name, list]));
const valuesByName = new Map(lists.map(list => [list.name, new Map(list.values.map(v => [v.code, v]))]));

/** All code lists, as in `seeds/reference/code-lists.json`. */
export const codeLists: readonly CodeList[] = lists;

/** A list by its name, or undefined. */
export const findCodeList = (name: string): CodeList | undefined => byName.get(name);

/** The codes of a list. @throws Error for a list that does not exist (a fault of the code, not of a caller). */
export function codesOf(name: string): Map<string, CodeValue> {
  const codes = valuesByName.get(name);
  if (!codes) throw new Error(`no code list named ${name}`);
  return codes;
}
