import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const sessions: Texts['sessions'] = {
  heading: 'الجلسات',
  lead: 'إذا كنت لا تعرف أحد هذه المتصفحات، فسجّل الخروج فيه وغيّر كلمة المرور.',
  browser: (browser, system) => `${browser} على ${system}`,
  unknownBrowser: 'متصفح غير معروف',
  current: 'هذا المتصفح',
  address: 'العنوان',
  device: 'الرمز من',
  signedIn: 'الدخول',
  lastUsed: 'آخر استخدام',
  applications: 'استُخدم في',
  onlyAccount: 'هذه الصفحات فقط',
  end: 'تسجيل الخروج',
  endOthers: 'تسجيل الخروج من كل مكان آخر',
  endOthersHint:
    'سيلزم تسجيل الدخول من جديد في كل متصفح آخر. التطبيقات التي تعمل باسمك في غيابك تحتفظ بوصولها.',
  alone: 'لست مسجّلًا في أي مكان آخر.',
  shown: (count) => `لا تُعرض إلا المتصفحات الأحدث استخدامًا، وعددها ${count}.`,
  ended: (count) =>
    formats.plural(count, {
      zero: 'سبق تسجيل الخروج فيه.',
      one: 'سُجّل الخروج في المتصفح.',
      two: 'سُجّل الخروج في متصفحين.',
      few: `سُجّل الخروج في ${count} متصفحات.`,
      many: `سُجّل الخروج في ${count} متصفحًا.`,
      other: `سُجّل الخروج في ${count} متصفح.`,
    }),
}

export const applications: Texts['applications'] = {
  heading: 'التطبيقات',
  lead: 'ما سمحت له بالوصول، وما يمكن لكل تطبيق الاطلاع عليه أو فعله.',
  empty: 'لا وصول لأي تطبيق.',
  emptyHint: 'عندما تسجّل الدخول إلى تطبيق بهذا الحساب، يظهر هنا.',
  website: 'موقعه على الويب:',
  since: 'منذ',
  firstParty: 'يتبع هذه الخدمة ولا يطلب إذنًا.',
  revoke: 'إلغاء الوصول',
  revoked: (application) => `لم يعد بإمكان «${application}» الوصول إلى حسابك.`,
}

export const applicationRevoke: Texts['applicationRevoke'] = {
  heading: (application) => `هل تريد إلغاء وصول «${application}»؟`,
  lead: 'لن يحصل على شيء آخر من حسابك، إلى أن تسجّل الدخول إليه من جديد وتسمح له بذلك.',
  leadFirstParty:
    'لن يحصل على شيء آخر من حسابك، إلى أن تسجّل الدخول إليه من جديد. إنه يتبع هذه الخدمة، ولذلك لن يُطلب منك السماح له.',
  hint: 'قد يستمر في عرضك مسجّلًا لبعض الوقت. سجّل الخروج منه أيضًا.',
  submit: 'إلغاء الوصول',
  keep: 'الإبقاء عليه',
}
