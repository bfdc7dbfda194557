export const connect = {
  heading: 'Connect a device',
  lead: 'Type the code that your television, console or command line shows.',
  code: 'Code on the device',
  errors: {
    unknown: 'That code is not known. Compare it with what the device shows.',
    expired: 'That code has expired. Ask the device for a new one.',
    declined: 'Nothing was connected. If you want to after all, ask the device for a new code.',
    outdated: 'This page was no longer valid. Enter the code again.',
    refused:
      'Nothing was connected. The application asks for a stronger sign-in than this account can give.',
  },
  confirmHeading: (application: string) => `Connect ${application}?`,
  confirmLead: 'Does your device show this code?',
  from: (address: string) => `It was asked for from the address ${address}.`,
  warning:
    'Go on only if the device is in front of you. Whoever sent you this code would be let into your account.',
  yes: 'Connect',
  no: 'Do not connect',
}
