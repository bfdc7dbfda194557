import type { DoneTexts, StatusTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const deviceAdd: Texts['deviceAdd'] = {
  heading: 'إضافة جهاز',
  lead: 'عند تسجيل الدخول ستكتب رمزًا يعرضه تطبيق على هذا الجهاز.',
  headingAsked: 'إعداد خطوة ثانية',
  leadAsked: (application) =>
    `يحتاج ${application} إلى أكثر من كلمة مرور: رمز من تطبيق على هاتفك. يستغرق ذلك دقيقة.`,
  name: 'اسم الجهاز',
  nameHint: 'لتمييزه عن غيره: «الهاتف»، «الجهاز اللوحي في المنزل».',
  passwordHint: 'للتأكد من أنك أنت.',
}

export const deviceSetup: Texts['deviceSetup'] = {
  heading: (device) => `إعداد «${device}»`,
  lead: 'اربط تطبيق مصادقة بحسابك في ثلاث خطوات.',
  app: 'افتح تطبيق مصادقة',
  appHint:
    'يعمل Google Authenticator وMicrosoft Authenticator و1Password وBitwarden وAegis ومعظم التطبيقات الأخرى.',
  scan: 'امسح رمز QR هذا',
  qr: 'رمز QR يحتوي على المفتاح. المفتاح نفسه مكتوب أدناه نصًا.',
  byHand: 'أو اكتب هذا المفتاح في التطبيق',
  copy: 'نسخ',
  copyKey: 'نسخ المفتاح',
  copied: 'تم النسخ',
  copyFailed: 'حدّد المفتاح وانسخه بنفسك.',
  issuer: 'الخدمة',
  kind: 'النوع',
  kindValue: 'حسب الوقت',
  confirm: 'اكتب الرمز الذي يعرضه التطبيق',
  submit: 'تأكيد',
}

export const done: DoneTexts = {
  added: (device) => `أُضيف «${device}». من الآن فصاعدًا، سجّل الدخول بكلمة المرور ورمز.`,
  renamed: (device) => `أصبح اسم الجهاز «${device}».`,
  removed: (device) => `أُزيل «${device}». لم تعد رموزه تعمل.`,
  turned_off: (device) => `أُزيل «${device}»، وأُوقفت المصادقة الثنائية.`,
}

const status: StatusTexts = {
  pending: 'بانتظار رمزه الأول',
  confirmed: 'مؤكَّد',
}

export const devices: Texts['devices'] = {
  heading: 'المصادقة الثنائية',
  on: 'مُفعّلة',
  onHint: 'يتطلب تسجيل الدخول كلمة المرور ورمزًا من أحد أجهزتك.',
  off: 'متوقفة',
  offHint: 'كلمة المرور وحدها تفتح حسابك.',
  list: 'أجهزتك',
  status,
  added: 'أُضيف في',
  lastUsed: 'آخر استخدام في',
  neverUsed: 'لم يُستخدم بعد',
  rename: 'تغيير الاسم',
  remove: 'إزالة',
  finish: 'إكمال الإعداد',
  add: 'إضافة جهاز',
  empty: 'لا يوجد جهاز بعد.',
  emptyHint:
    'يمكن تخمين كلمة المرور أو سرقتها أو إعادة استخدامها. مع جهاز، لا يستطيع من يعرف كلمة مرورك تسجيل الدخول باسمك. كل ما تحتاج إليه تطبيق مجاني على هاتفك.',
  second: 'أضف جهازًا ثانيًا أيضًا، حتى لا تُحرم من الدخول إذا ضاع هاتفك.',
  full: (limit) => `لديك ${countOfDevices(limit)}، وهو الحد الأقصى للحساب. أزل جهازًا لإضافة آخر.`,
}

export const deviceRename: Texts['deviceRename'] = {
  heading: (device) => `تغيير اسم «${device}»`,
  lead: 'الاسم لك وحدك. تبقى رموزه كما هي.',
  name: 'الاسم الجديد',
  submit: 'حفظ',
}

export const deviceRemove: Texts['deviceRemove'] = {
  heading: (device) => `هل تريد إزالة «${device}»؟`,
  lead: 'تتوقف رموزه عن العمل فورًا. تبقى أجهزتك الأخرى كما هي.',
  leadLast:
    'إنه جهازك المؤكَّد الوحيد. إزالته توقف المصادقة الثنائية: ستفتح كلمة المرور وحدها حسابك.',
  submit: 'إزالة',
  submitLast: 'إزالة وإيقاف',
  keep: 'الاحتفاظ به',
}

export const countOfDevices = (count: number): string =>
  formats.plural(count, {
    zero: 'صفر من الأجهزة',
    one: 'جهاز واحد',
    two: 'جهازان',
    few: `${count} أجهزة`,
    many: `${count} جهازًا`,
    other: `${count} جهاز`,
  })
