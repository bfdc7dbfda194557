/** Code points; long enough for a sentence, short enough for a list. */
export const LONGEST_DEVICE_NAME = 50

/**
 * A device's name as it is kept: NFC, no white space around it and none but single spaces inside.
 * Undefined when it is empty, too long, or carries control or direction-changing characters, which
 * could make one name look like another.
 */
export function parseDeviceName(input: string): string | undefined {
  const name = input.normalize('NFC').replace(/\s+/gu, ' ').trim()
  const length = Array.from(name).length
  if (length < 1 || length > LONGEST_DEVICE_NAME) return undefined
  return /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(name.replaceAll('\u200d', '')) ? undefined : name
}
