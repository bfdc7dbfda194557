import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => 'O nome ou a senha está incorreto.',
  password_wrong: () => 'Essa senha não está correta. Tente mais uma vez.',
  throttled: ({ seconds }) =>
    `Houve tentativas demais. Espere ${formats.duration(seconds)} e tente de novo.`,
  locked: () =>
    'Esta conta está bloqueada porque houve tentativas demais. Um administrador pode desbloqueá-la.',
  code_wrong: () => 'Esse código não está correto. Digite o que seu app mostra agora.',
  code_just_used: ({ seconds }) =>
    `Esse código acabou de ser usado. Espere o próximo (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) => `O código tem ${digits} dígitos. Digite todos.`,
  name_invalid: ({ longest }) => `Dê um nome de até ${longest} caracteres.`,
  name_taken: () => 'Outro dispositivo seu já tem esse nome. Escolha um diferente.',
  limit_reached: ({ limit }) =>
    `Sua conta tem ${countOfDevices(limit)}, o máximo possível. Remova um primeiro.`,
}
