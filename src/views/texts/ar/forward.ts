import type { Texts } from '../../texts.ts'

export const forward: Texts['forward'] = {
  toApplication: (application) => `العودة إلى ${application}`,
  toApplicationLead: (application) => `ستعود إلى ${application}. إذا لم يحدث شيء، فاختر «متابعة».`,
  signOut: 'تسجيل الخروج',
  signOutLead: 'لا أحد مسجّل الدخول هنا. اختر «متابعة» للاستمرار.',
  switchAccount: 'تبديل الحساب',
  switchAccountLead: 'هناك حساب آخر مسجّل الدخول في هذا المتصفح. سيُسجّل خروجه أولًا.',
  connect: 'ربط جهاز',
  connectLead: 'اختر «متابعة» لمعرفة التطبيق الذي يطلب الربط.',
}
