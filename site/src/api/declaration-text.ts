import {
  type DeclarationReflection,
  ReflectionKind,
  type ReflectionType,
  type SignatureReflection,
  type SomeType,
  type TypeParameterReflection,
} from 'typedoc';
import { summaryOf } from './comment-text.ts';

/** Longest declaration on one line, in characters. */
const MAX_LINE = 90;

/** A declaration as TypeScript, with the comments of its members. */
export function declarationText(declaration: DeclarationReflection): string {
  const { kind, name, type, signatures = [], flags } = declaration;
  switch (kind) {
    case ReflectionKind.Function:
      return signatures.map((signature) => `function ${name}${signatureText(signature, ': ')}`).join('\n');
    case ReflectionKind.Class:
    case ReflectionKind.Interface: {
      const heritage = declaration.extendedTypes?.map((one) => one.toString()).join(', ');
      const word = kind === ReflectionKind.Class ? 'class' : 'interface';
      const extending = heritage === undefined ? '' : ` extends ${heritage}`;
      return `${word} ${name}${parametersOfType(declaration.typeParameters)}${extending} ${membersText(declaration, '')}`;
    }
    case ReflectionKind.TypeAlias:
      return `type ${name}${parametersOfType(declaration.typeParameters)} = ${typeText(type, '')}`;
    default:
      return `${flags.isConst ? 'const' : 'let'} ${name}: ${typeText(type, '')}`;
  }
}

function membersText(declaration: DeclarationReflection, indent: string): string {
  const inner = `${indent}  `;
  const members = [...(declaration.children ?? [])]
    // Members of the language, such as those of Error, are known.
    .filter(({ inheritedFrom, flags }) => inheritedFrom === undefined || !flags.isExternal)
    .flatMap((member) => memberText(member, inner));
  const signatures = [
    ...(declaration.signatures ?? []).map((signature) => `${inner}${signatureText(signature, ': ', inner)};`),
    ...(declaration.indexSignatures ?? []).map(
      ({ parameters = [], type }) =>
        `${inner}[${parameters.map((one) => `${one.name}: ${typeText(one.type, inner)}`).join(', ')}]: ${typeText(type, inner)};`,
    ),
  ];
  const lines = [...signatures, ...members];
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

function memberText(member: DeclarationReflection, indent: string): readonly string[] {
  const { name, flags, signatures = [], getSignature, type } = member;
  const words = `${flags.isStatic ? 'static ' : ''}${flags.isReadonly ? 'readonly ' : ''}`;
  const key = /^[\w$]+$/.test(name) || name.startsWith('[') ? name : JSON.stringify(name);
  const comment = (text: string): readonly string[] => (text === '' ? [] : [`${indent}/** ${text} */`]);
  const optional = flags.isOptional ? '?' : '';
  if (signatures.length > 0)
    return signatures.flatMap((signature) => {
      const called =
        signature.kind === ReflectionKind.ConstructorSignature ? 'constructor' : `${words}${key}${optional}`;
      const returned = signature.kind === ReflectionKind.ConstructorSignature ? undefined : ': ';
      return [
        ...comment(summaryOf(signature.comment)),
        `${indent}${called}${signatureText(signature, returned, indent)};`,
      ];
    });
  const read = getSignature?.type ?? type;
  const summary = summaryOf(member.comment ?? getSignature?.comment);
  return [...comment(summary), `${indent}${words}${key}${optional}: ${typeText(read, indent)};`];
}

/** Parameters and result. `before` stands before the result; without it there is none. */
function signatureText(signature: SignatureReflection, before?: string, indent = ''): string {
  const parameters = (signature.parameters ?? []).map(({ name, type, flags, defaultValue }) => {
    const optional = flags.isOptional || defaultValue !== undefined ? '?' : '';
    const own = /^__/.test(name) ? 'options' : name;
    return `${flags.isRest ? '...' : ''}${own}${optional}: ${typeText(type, `${indent}  `)}`;
  });
  const result = before === undefined ? '' : `${before}${typeText(signature.type, indent)}`;
  const types = parametersOfType(signature.typeParameters);
  const flat = `${types}(${parameters.join(', ')})${result}`;
  if (flat.length <= MAX_LINE && !flat.includes('\n')) return flat;
  if (parameters.length === 0) return flat;
  return `${types}(\n${parameters.map((one) => `${indent}  ${one},`).join('\n')}\n${indent})${result}`;
}

const parametersOfType = (parameters: readonly TypeParameterReflection[] | undefined): string =>
  parameters === undefined || parameters.length === 0
    ? ''
    : `<${parameters.map(({ name, type }) => (type === undefined ? name : `${name} extends ${type.toString()}`)).join(', ')}>`;

/** A type. TypeDoc itself prints objects and functions as `Object` and `Function`. */
function typeText(type: SomeType | undefined, indent: string): string {
  if (type === undefined) return 'unknown';
  switch (type.type) {
    case 'reflection':
      return reflectionText(type, indent);
    case 'array': {
      const inner = typeText(type.elementType, indent);
      return /[ \n]/.test(inner) && !inner.startsWith('{') ? `(${inner})[]` : `${inner}[]`;
    }
    case 'typeOperator':
      return `${type.operator} ${typeText(type.target, indent)}`;
    case 'union':
      return listText(type.types, ' | ', indent);
    case 'intersection':
      return listText(type.types, ' & ', indent);
    case 'optional':
      return `${typeText(type.elementType, indent)}?`;
    case 'tuple':
      return `[${type.elements.map((one) => typeText(one, indent)).join(', ')}]`;
    case 'namedTupleMember':
      return `${type.name}: ${typeText(type.element, indent)}`;
    case 'reference': {
      // The default of TypeScript for byte arrays says nothing to a reader.
      const given = type.typeArguments
        ?.map((one) => typeText(one, indent))
        .filter((one) => one !== 'ArrayBufferLike');
      return given === undefined || given.length === 0 ? type.name : `${type.name}<${given.join(', ')}>`;
    }
    default:
      return type.toString();
  }
}

function listText(types: readonly SomeType[], separator: string, indent: string): string {
  const inner = `${indent}  `;
  const parts = types.map((one) => {
    const text = typeText(one, inner);
    return one.type === 'reflection' && text.includes('=>') && !text.startsWith('{') ? `(${text})` : text;
  });
  const flat = parts.join(separator);
  if (flat.length <= MAX_LINE && !flat.includes('\n')) return flat;
  return parts.map((part) => `\n${inner}${separator.trim()} ${part}`).join('');
}

function reflectionText({ declaration }: ReflectionType, indent: string): string {
  const { signatures = [], children = [], indexSignatures = [] } = declaration;
  const [only] = signatures;
  if (only !== undefined && signatures.length === 1 && children.length === 0)
    return signatureText(only, ' => ', indent);
  if (children.length + indexSignatures.length === 0) return '{}';
  const text = membersText(declaration, indent);
  const flat = text
    .replace(/;?\n\s*/g, (part, at: number) => (at <= 1 ? ' ' : part.includes(';') ? '; ' : ' '))
    .replace(/; \}$/, ' }');
  return flat.length <= 60 && !flat.includes('/**') ? flat : text;
}
