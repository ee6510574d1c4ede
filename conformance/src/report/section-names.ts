import { sections } from '@parsec-spec/spec/requirements';

/** The name of a section for a reader: `BOOT` is `Bootstrap`. */
export const sectionName = (section: string): string => sections[section]?.name ?? section;
