import type { Texts } from '../../texts.ts'

export const expiry: Texts['expiry'] = {
  soon: 'تنتهي صلاحية هذه الصفحة بعد دقيقتين، لأنها بقيت مدة من دون استخدام.',
  stay: 'البقاء هنا',
  over: 'انتهت صلاحية هذه الصفحة. لم يتغيّر شيء.',
  again: 'البدء من جديد',
}
