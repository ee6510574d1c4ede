import { deviceLabel, humanLabel } from '../scalars/index.ts';

/**
 * Normalizes the value of a key of a certificate or payload: a device label, or the label of a
 * human handle. Any other value, and a label that breaks its rules, is returned unchanged.
 */
export function normalizeLabels(key: string, value: unknown): unknown {
  if (key.endsWith('device_label')) return inForm(deviceLabel, value);
  if (!key.endsWith('human_handle') || !Array.isArray(value)) return value;
  return [value[0], inForm(humanLabel, value[1])];
}

function inForm(read: typeof deviceLabel, text: unknown): unknown {
  if (typeof text !== 'string') return text;
  const label = read(text);
  return label.ok ? label.value : text;
}
