import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => 'O nome ou a senha está incorreto.',
  login_missing: () => 'Digite seu nome ou e-mail.',
  any_failed: () =>
    'O nome, a senha ou o código está incorreto. Cada código funciona uma única vez.',
  code_unreadable: () =>
    'Esse código não está completo. Digite todos os dígitos que seu app mostra ou um código de recuperação inteiro.',
  password_wrong: () => 'Essa senha não está correta. Tente mais uma vez.',
  throttled: ({ seconds }) =>
    `Houve tentativas demais. Espere ${formats.duration(seconds)} e tente de novo.`,
  locked: () =>
    'Esta conta está bloqueada porque houve tentativas demais. Um administrador pode desbloqueá-la.',
  code_wrong: () => 'Esse código não está correto. Digite o que seu app mostra agora.',
  code_just_used: ({ seconds }) =>
    `Esse código acabou de ser usado. Espere o próximo (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) => `O código tem ${digits} dígitos. Digite todos.`,
  recovery_wrong: () => 'Esse código de recuperação não está correto ou já foi usado.',
  recovery_malformed: () =>
    'Isso não é um código de recuperação. Ele tem três grupos de cinco letras e dígitos, como k7m2p-9xwaz-3hrtc.',
  setup_given_up: () => 'Códigos incorretos demais. Comece de novo e escaneie o novo código QR.',
  name_invalid: ({ longest }) => `Dê um nome de até ${longest} caracteres.`,
  name_invisible: () =>
    'Esse nome tem caracteres invisíveis ou nada visível. Use letras, algarismos ou emojis.',
  name_lookalike: ({ name }) =>
    `Esse nome se parece com “${name}”, outro dispositivo seu. Escolha um diferente.`,
  name_taken: () => 'Outro dispositivo seu já tem esse nome. Escolha um diferente.',
  limit_reached: ({ limit }) =>
    `Sua conta tem ${countOfDevices(limit)}, o máximo possível. Remova um primeiro.`,
}
