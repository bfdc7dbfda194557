import type { PasswordTexts } from '../password-texts.ts'
import { formats } from './language.ts'

export const passwords: PasswordTexts = {
  change: {
    heading: 'Senha',
    confirm: 'Primeiro confirme que é você. Depois você escolhe a nova senha.',
    lead: 'Com uma nova senha, suas sessões são encerradas em todos os lugares, menos aqui.',
    kept: 'Sua nova senha foi aceita. Ela passa a valer quando o código estiver correto.',
    another: 'Escolher outra senha',
    present: 'Senha atual',
    code: 'Código do seu app ou código de recuperação',
    new: 'Nova senha',
    submit: 'Alterar a senha',
    changed: 'Sua senha foi alterada. Todas as suas outras sessões foram encerradas.',
  },
  forgot: {
    link: 'Esqueceu sua senha?',
    heading: 'Definir uma nova senha',
    lead: (minutes) =>
      `Digite o nome ou o endereço de e-mail da sua conta. Enviaremos a você um link que funciona por ${formats.duration(minutes * 60)}.`,
    missing: 'Digite o nome ou o endereço de e-mail da sua conta.',
    back: 'Voltar para o login',
    submit: 'Enviar o link',
  },
  reset: {
    heading: 'Escolha uma nova senha',
    lead: 'Suas sessões serão encerradas em todos os lugares. Seus dispositivos e códigos de recuperação ficam como estão.',
    submit: 'Definir a senha',
  },
  told: {
    asked: {
      heading: 'Confira seu e-mail',
      lead: (login, minutes) =>
        `Se existir uma conta “${login}”, um e-mail chegará ao endereço que temos dela. O link nele funciona por ${formats.duration(minutes * 60)}.`,
      nothing:
        'Nenhum e-mail depois de alguns minutos? Procure na pasta de spam e verifique se o nome está escrito corretamente. Se sua conta não tem endereço, fale com um administrador.',
      link: 'Pedir de novo',
    },
    changed: {
      heading: 'Sua senha foi alterada',
      lead: 'Todas as suas sessões foram encerradas. Entre com a nova senha.',
      link: 'Entrar',
      linkTo: (application) => `Entrar em ${application}`,
    },
    expired: {
      heading: 'Este link não funciona mais',
      lead: (minutes) =>
        `Cada link funciona uma única vez, por ${formats.duration(minutes * 60)}, e só até que uma nova senha seja definida. Se ainda precisar, peça outro.`,
      link: 'Pedir outro link',
    },
    outdated: {
      heading: 'Este formulário está desatualizado',
      lead: 'Ele foi aberto em outro navegador ou há algum tempo, por isso nada foi alterado.',
      link: 'Abrir de novo',
    },
  },
  newHint: (shortest) =>
    `Pelo menos ${shortest} caracteres. Várias palavras seguidas são fáceis de lembrar e difíceis de adivinhar.`,
  errors: {
    too_short: ({ shortest }) => `É curta demais. Use pelo menos ${shortest} caracteres.`,
    too_long: ({ longest }) => `É longa demais. Use no máximo ${longest} caracteres.`,
    common: () => 'Essa senha é comum e fácil de adivinhar. Escolha outra.',
    own_words: () =>
      'Ela consiste principalmente no seu nome, no seu endereço ou no nome deste serviço, e é fácil de adivinhar. Escolha outra coisa.',
    unchanged: () => 'Essa é a senha que você tem agora. Escolha outra.',
    either_wrong: () => 'Esse código não está correto. Digite o que seu app mostra agora.',
    either_malformed: () =>
      'Isso não é um código do seu app nem um código de recuperação. Digite-o por inteiro.',
    recovery_code_used: () => 'Esse código de recuperação já foi usado. Use outro.',
  },
}
