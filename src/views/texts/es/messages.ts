import type { MessageTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const messages: MessageTexts = {
  interaction_expired: {
    title: 'Esta página ha caducado',
    body: 'Estuvo abierta demasiado tiempo, o usted ya terminó aquí. Vuelva a la aplicación e inicie sesión de nuevo.',
  },
  request_invalid: {
    title: 'La solicitud de la aplicación no es válida',
    body: 'La aplicación le envió aquí de una forma que no podemos atender. No hay ningún problema con su cuenta. Quien la desarrolla encontrará el motivo más abajo.',
  },
  form_outdated: {
    title: 'Este formulario ya no está al día',
    body: 'Se abrió en otra pestaña o hace algún tiempo, así que no se cambió nada. Abra la página de nuevo y repita el último paso.',
  },
  not_found: {
    title: 'Aquí no hay nada',
    body: 'Puede que la dirección esté mal escrita o que se haya eliminado lo que mostraba.',
  },
  unavailable: {
    title: 'Ahora mismo no se puede iniciar sesión',
    body: 'Una parte de este servicio no responde. No se ha perdido nada. Inténtelo de nuevo en un minuto.',
  },
  internal: {
    title: 'Algo ha fallado por nuestra parte',
    body: 'No se cambió nada. Inténtelo de nuevo; si vuelve a ocurrir, avise a los responsables de este servicio.',
  },
  cancelled: {
    title: 'Cancelado',
    body: 'No se cambió nada. Puede continuar desde aquí cuando quiera.',
  },
  connected: {
    title: 'Conectado',
    body: 'Continúe en su dispositivo. Puede cerrar esta página.',
  },
  signed_out: {
    title: 'Ha cerrado la sesión',
    body: 'En un ordenador compartido, cierre también el navegador.',
  },
  sign_in_impossible: {
    title: 'No puede iniciar sesión de esta manera',
    body: 'La aplicación pide un inicio de sesión más seguro del que esta cuenta puede ofrecer. Vuelva a ella o consulte a un administrador.',
  },
  device_limit: {
    title: 'No caben más dispositivos',
    body: 'Su cuenta tiene todos los dispositivos que puede tener. Elimine uno y después añada el nuevo.',
  },
  second_factor_required: {
    title: 'La autenticación de dos factores sigue activada',
    body: 'Aquí es obligatoria, así que no se puede desactivar ni se puede eliminar su último dispositivo. Para sustituir ese dispositivo, añada primero el nuevo.',
  },
  too_many_attempts: {
    title: 'Demasiados intentos',
    body: 'Para proteger su cuenta, por ahora no aceptamos más intentos. Espere un poco y vuelva a iniciar sesión.',
  },
}

export const message: Texts['message'] = {
  reference: 'Referencia:',
  referenceHint: 'Indíquela cuando pida ayuda.',
  developer: 'Para el desarrollador',
  signedOut: 'Sesión cerrada también en:',
  notSignedOut: 'Sesión quizá abierta aún en:',
  notSignedOutHint: 'Ciérrela también allí.',
}
