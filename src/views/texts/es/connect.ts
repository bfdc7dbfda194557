import type { Texts } from '../../texts.ts'

export const connect: Texts['connect'] = {
  heading: 'Conectar un dispositivo',
  lead: 'Escriba el código que muestra su televisor, su consola o su línea de comandos.',
  code: 'Código del dispositivo',
  errors: {
    unknown: 'Ese código no se conoce. Compárelo con el que muestra el dispositivo.',
    expired: 'Ese código ha caducado. Pida uno nuevo en el dispositivo.',
    declined:
      'No se conectó nada. Si de todos modos quiere hacerlo, pida un código nuevo en el dispositivo.',
    outdated: 'Esta página ya no era válida. Escriba el código de nuevo.',
    refused:
      'No se conectó nada. La aplicación pide un inicio de sesión más seguro del que esta cuenta puede ofrecer.',
    used: 'Ese código solo sirve una vez. Pida uno nuevo en el dispositivo.',
    other_account:
      'No se conectó nada. El dispositivo pide una cuenta distinta de aquella en la que inició sesión.',
    impossible: 'No se conectó nada. El dispositivo pide algo que aquí no es posible.',
  },
  confirmHeading: (application) => `¿Conectar ${application}?`,
  confirmLead: '¿Muestra su dispositivo este código?',
  from: (address) => `Se pidió desde la dirección ${address}.`,
  warning:
    'Continúe solo si tiene el dispositivo delante. Si no, quien le envió este código entraría en su cuenta.',
  yes: 'Conectar',
  no: 'No conectar',
}
