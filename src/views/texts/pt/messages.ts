import type { MessageTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const messages: MessageTexts = {
  interaction_expired: {
    title: 'Esta página expirou',
    body: 'Ela ficou aberta por muito tempo, ou você já terminou aqui. Volte ao aplicativo e entre de novo.',
  },
  request_invalid: {
    title: 'O pedido do aplicativo não é válido',
    body: 'O aplicativo enviou você para cá de um jeito que não podemos atender. Não há nada de errado com sua conta. Quem o desenvolve encontra o motivo abaixo.',
  },
  form_outdated: {
    title: 'Este formulário está desatualizado',
    body: 'Ele foi aberto em outra aba ou há algum tempo, por isso nada foi alterado. Abra a página de novo e repita o último passo.',
  },
  not_found: {
    title: 'Não há nada aqui',
    body: 'O endereço pode ter sido digitado errado, ou o que ele mostrava foi removido.',
  },
  unavailable: {
    title: 'No momento não é possível entrar',
    body: 'Uma parte deste serviço não responde. Nada se perdeu. Tente de novo em um minuto.',
  },
  internal: {
    title: 'Algo deu errado do nosso lado',
    body: 'Nada foi alterado. Tente de novo; se acontecer outra vez, avise os responsáveis por este serviço.',
  },
  cancelled: {
    title: 'Cancelado',
    body: 'Nada foi alterado. Você pode continuar daqui quando quiser.',
  },
  connected: {
    title: 'Conectado',
    body: 'Continue no seu dispositivo. Você pode fechar esta página.',
  },
  signed_out: {
    title: 'Você saiu',
    body: 'Em um computador compartilhado, feche também o navegador.',
  },
  sign_in_impossible: {
    title: 'Não é possível entrar desta forma',
    body: 'O aplicativo pede uma entrada mais segura do que esta conta pode oferecer. Volte a ele ou fale com um administrador.',
  },
  device_limit: {
    title: 'Não há lugar para outro dispositivo',
    body: 'Sua conta já tem todos os dispositivos que pode ter. Remova um e depois adicione o novo.',
  },
  second_factor_required: {
    title: 'A autenticação de dois fatores continua ativada',
    body: 'Ela é obrigatória aqui, por isso não pode ser desativada, e seu último dispositivo não pode ser removido. Para substituir esse dispositivo, adicione primeiro o novo.',
  },
  too_many_attempts: {
    title: 'Tentativas demais',
    body: 'Para proteger sua conta, não aceitamos mais tentativas por enquanto. Espere um pouco e entre de novo.',
  },
}

export const message: Texts['message'] = {
  reference: 'Referência:',
  referenceHint: 'Informe-a ao pedir ajuda.',
  developer: 'Para quem desenvolve',
  signedOut: 'Sessão encerrada também em:',
  notSignedOut: 'Sessão talvez ainda aberta em:',
  notSignedOutHint: 'Saia de lá também.',
}
