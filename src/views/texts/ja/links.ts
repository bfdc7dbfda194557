import type { LinkTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const links: LinkTexts = {
  back_to_application: (name) => (name === undefined ? 'アプリケーションに戻る' : `${name}に戻る`),
  sign_in_again: () => 'もう一度ログイン',
  account: () => 'アカウント管理',
  sign_out: () => 'ログアウト',
  home: () => 'トップページ',
  demo: () => 'デモアプリケーション',
  mails: () => 'メール',
  metadata: () => 'プロバイダーのメタデータ',
}

export const linkHints: LinkTexts = {
  back_to_application: () => '元の場所',
  sign_in_again: () => '同じアカウントまたは別のアカウントで',
  account: () => '2要素認証とお使いのデバイス',
  sign_out: () => 'このブラウザーでのセッションを終了します',
  home: () => 'このサービスについて',
  demo: () => '2つ目の要素がある場合とない場合のログインを試せます',
  mails: () => 'メールサーバーが設定されていない間、送信されるはずだったメール',
  metadata: () => '開発者向け: エンドポイントと対応している機能',
}

export const landing: Texts['landing'] = {
  heading: 'ログインサービス',
  lead: 'ログインするとき、アプリケーションからここに移動し、終わると元に戻ります。ここを直接開く必要はほとんどありません。',
  links: '移動先',
  issuer: '発行者:',
}
