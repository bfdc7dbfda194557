import type { Texts } from '../../texts.ts'

export const connect: Texts['connect'] = {
  heading: 'ربط جهاز',
  lead: 'اكتب الرمز الذي يعرضه التلفاز أو جهاز الألعاب أو سطر الأوامر.',
  code: 'الرمز على الجهاز',
  errors: {
    unknown: 'هذا الرمز غير معروف. قارنه بما يعرضه الجهاز.',
    expired: 'انتهت صلاحية هذا الرمز. اطلب رمزًا جديدًا من الجهاز.',
    declined: 'لم يُربط شيء. إذا أردت الربط رغم ذلك، فاطلب رمزًا جديدًا من الجهاز.',
  },
  confirmHeading: (application) => `هل تريد ربط ${application}؟`,
  confirmLead: 'هل يعرض جهازك هذا الرمز؟',
  from: (address) => `طُلب من العنوان ${address}.`,
  warning: 'تابع فقط إذا كان الجهاز أمامك. وإلا دخل مَن أرسل إليك هذا الرمز إلى حسابك.',
  yes: 'ربط',
  no: 'عدم الربط',
}
