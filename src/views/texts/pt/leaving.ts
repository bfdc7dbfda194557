import type { Texts } from '../../texts.ts'

export const leaving: Texts['leaving'] = {
  section: 'Excluir sua conta',
  heading: 'Excluir sua conta?',
  lead: (time) =>
    `Você tem ${time} para mudar de ideia. Depois disso, sua conta é excluída para sempre.`,
  goes: 'São excluídos seu nome, sua senha, seus dispositivos, códigos de recuperação e sessões, e o acesso dos seus aplicativos.',
  kept: 'O histórico da sua conta é guardado por 180 dias, com um número no lugar do seu nome e sem endereços. Os aplicativos mantêm o que guardaram sobre você: peça que eles excluam.',
  meanwhile: 'Até lá tudo funciona como antes, e você recebe um lembrete sempre que entra.',
  submit: 'Excluir minha conta',
  keep: 'Manter minha conta',
  leavingHeading: 'Sua conta será excluída',
  leavingLead: (until) =>
    `Isso acontece em ${until}, porque você pediu. Até lá você pode mantê-la.`,
}
