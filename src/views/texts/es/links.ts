import type { LinkTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const links: LinkTexts = {
  back_to_application: (name) =>
    name === undefined ? 'Volver a la aplicación' : `Volver a ${name}`,
  sign_in_again: () => 'Iniciar sesión de nuevo',
  account: () => 'Su cuenta',
  sign_out: () => 'Cerrar sesión',
  home: () => 'Página de inicio',
  demo: () => 'Aplicación de demostración',
  mails: () => 'Correos',
  metadata: () => 'Metadatos del proveedor',
}

export const linkHints: LinkTexts = {
  back_to_application: () => 'De donde viene',
  sign_in_again: () => 'Con la misma cuenta o con otra',
  account: () => 'Autenticación de dos factores y sus dispositivos',
  sign_out: () => 'Terminar la sesión en este navegador',
  home: () => 'Qué es este sitio',
  demo: () => 'Ver un inicio de sesión con y sin segundo factor',
  mails: () => 'Lo que se habría enviado, mientras no haya un servidor de correo configurado',
  metadata: () => 'Para desarrolladores: puntos de acceso y funciones admitidas',
}

export const landing: Texts['landing'] = {
  heading: 'Servicio de inicio de sesión',
  lead: 'Las aplicaciones le envían aquí para iniciar sesión y después le llevan de vuelta. Casi nunca tendrá que venir aquí directamente.',
  links: 'Adónde ir',
  issuer: 'Emisor:',
}
