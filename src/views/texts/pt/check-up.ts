import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const checkUp: Texts['checkUp'] = {
  heading: 'Deixe sua conta mais segura',
  protectedBy: (list) => `Protegida por: ${list}.`,
  safeguards: {
    password: 'senha',
    email_verified: 'e-mail verificado',
    devices: (count) =>
      formats.plural(count, { one: 'um dispositivo', other: `${count} dispositivos` }),
    recovery_codes: (count) =>
      formats.plural(count, {
        one: 'um código de recuperação',
        other: `${count} códigos de recuperação`,
      }),
  },
  gaps: {
    no_device: 'Você não tem nenhum dispositivo: sua senha basta para abrir sua conta.',
    one_device: 'Você tem só um dispositivo. Se o perder, poderá entrar com outro.',
    no_codes:
      'Você não tem nenhum código de recuperação. Sem seu dispositivo, não consegue entrar.',
    few_codes: (count) =>
      formats.plural(count, {
        one: 'Resta só um código de recuperação.',
        other: `Restam só ${count} códigos de recuperação.`,
      }),
    email_unverified: 'Seu endereço de e-mail não está verificado.',
    trusted_for_long: (count) =>
      formats.plural(count, {
        one: 'Um navegador é confiável há mais de 30 dias.',
        other: `${count} navegadores são confiáveis há mais de 30 dias.`,
      }),
    signed_in_elsewhere: (count) =>
      formats.plural(count, {
        one: 'Você também está conectado em outro navegador.',
        other: `Você também está conectado em outros ${count} navegadores.`,
      }),
  },
  verify: 'Verificar o endereço',
}
