export const connect = {
  heading: 'Connect a device',
  lead: 'Enter the code shown on your television, console or command line.',
  code: 'Code on the device',
  errors: {
    unknown: 'Unknown code. Compare it with the one on your device.',
    expired: 'That code has expired. Get a new one on the device.',
    declined: 'Nothing was connected. To connect after all, get a new code on the device.',
    outdated: 'This page was no longer valid. Enter the code again.',
    refused:
      'Nothing was connected. The application asks for a stronger sign-in than this account can give.',
    used: 'That code can be used only once. Get a new one on the device.',
    other_account:
      'Nothing was connected. The device asks for an account other than the one that you signed in to.',
    impossible: 'Nothing was connected. The device asks for something that isn’t possible here.',
  },
  confirmHeading: (application: string) => `Connect ${application}?`,
  confirmLead: 'Does your device show this code?',
  from: (address: string) => `Requested from ${address}.`,
  warning:
    'Continue only if the device is in front of you. If someone sent you this code, they would get into your account.',
  yes: 'Connect',
  no: 'Do not connect',
}
