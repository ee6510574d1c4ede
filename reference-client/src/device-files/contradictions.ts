import { type DeviceFile, type LocalDevice, serverUrl } from '@parsec-spec/spec/device-files';

/**
 * The names of the clear fields that contradict the sealed content. The sealed content is right,
 * because only a holder of the secret can write it.
 */
export function contradictions(file: DeviceFile, device: LocalDevice): readonly string[] {
  const { clear } = file;
  const agrees: Record<string, boolean> = {
    server_url: serverUrl(clear.server_url) === serverUrl(device.server_url),
    organization_id: nfc(clear.organization_id) === nfc(device.organization_id),
    user_id: clear.user_id.equals(device.user_id),
    device_id: clear.device_id.equals(device.device_id),
    human_handle:
      clear.human_handle[0] === device.human_handle[0] &&
      nfc(clear.human_handle[1]) === nfc(device.human_handle[1]),
    device_label: nfc(clear.device_label) === nfc(device.device_label),
  };
  return Object.keys(agrees).filter((field) => agrees[field] === false);
}

const nfc = (text: string): string => text.normalize('NFC');
