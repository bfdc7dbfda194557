import type { DoneTexts, StatusTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const deviceAdd: Texts['deviceAdd'] = {
  heading: 'إضافة جهاز',
  lead: 'عند تسجيل الدخول ستكتب رمزًا يعرضه تطبيق على هذا الجهاز.',
  headingAsked: 'إعداد خطوة ثانية',
  apps: 'تحتاج إلى تطبيق مصادقة على هاتفك: Google Authenticator أو Microsoft Authenticator أو FreeOTP أو أي تطبيق آخر للرموز المعتمدة على الوقت (TOTP).',
  leadAsked: (application) =>
    `يحتاج ${application} إلى أكثر من كلمة مرور: رمز من تطبيق على هاتفك. يستغرق ذلك دقيقة.`,
  lost: (device) => `أُزيل «${device}»، ولم تعد رموزه تعمل.`,
  lostOff: (device) => `أُزيل «${device}»، والمصادقة الثنائية متوقفة إلى أن تضيف جهازًا آخر.`,
  endedSessions: (count) =>
    formats.plural(count, {
      zero: 'لم تكن مسجّلًا في أي مكان آخر.',
      one: 'أُنهيت جلسة واحدة أخرى.',
      two: 'أُنهيت جلستان أخريان.',
      few: `أُنهيت ${count} جلسات أخرى.`,
      many: `أُنهيت ${count} جلسة أخرى.`,
      other: `أُنهيت ${count} جلسة أخرى.`,
    }),
  name: 'اسم الجهاز',
  nameHint: 'لتمييزه عن غيره: «الهاتف»، «الجهاز اللوحي في المنزل».',
  passwordHint: 'للتأكد من أنك أنت.',
}

export const deviceSetup: Texts['deviceSetup'] = {
  heading: (device) => `إعداد «${device}»`,
  lead: 'اربط تطبيق مصادقة بحسابك.',
  app: 'افتح تطبيق مصادقة',
  appHint:
    'يصلح Google Authenticator أو Microsoft Authenticator أو FreeOTP أو أي تطبيق آخر للرموز المعتمدة على الوقت (TOTP).',
  link: 'أضف حسابك إلى التطبيق',
  scan: 'امسح رمز QR هذا',
  qr: 'رمز QR يحتوي على المفتاح. المفتاح نفسه مكتوب نصًا في هذه الصفحة.',
  here: 'هل التطبيق على هذا الجهاز؟',
  openApp: 'فتح تطبيق المصادقة',
  byHand: 'أو اكتب هذا المفتاح في التطبيق',
  keyHint: 'لا يحتوي المفتاح على 0 أو 1 أو 8 أو 9: ما يشبهها هو حرف.',
  copy: 'نسخ',
  copyKey: 'نسخ المفتاح',
  copied: 'تم النسخ',
  copyFailed: 'حدّد المفتاح وانسخه بنفسك.',
  issuer: 'الخدمة',
  kind: 'النوع',
  kindValue: 'حسب الوقت',
  confirm: 'اكتب الرمز الذي يعرضه التطبيق',
  submit: 'تأكيد',
  rename: 'تغيير الاسم',
}

export const done: DoneTexts = {
  staying: () => 'سيبقى حسابك. لم يُحذف شيء.',
  added: (device) => `أُضيف «${device}». من الآن فصاعدًا، سجّل الدخول بكلمة المرور ورمز.`,
  added_another: (device) => `أُضيف «${device}». يمكنك الآن تسجيل الدخول برموزه.`,
  renamed: (device) => `أصبح اسم الجهاز «${device}».`,
  removed: (device) => `أُزيل «${device}». لم تعد رموزه تعمل.`,
  turned_off: () => 'المصادقة الثنائية متوقفة. لم تعد أجهزتك ورموز الاسترداد تعمل.',
  codes_made: () => 'رموز الاسترداد جاهزة. احتفظ بها حيث تجدها من دون هاتفك.',
  codes_renewed: () => 'لديك رموز استرداد جديدة. لم تعد الرموز القديمة تعمل.',
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
  rename: 'تغيير الاسم',
  renameNamed: (device) => `تغيير الاسم: «${device}»`,
  lost: 'فقدتُ هذا الجهاز',
  lostNamed: (device) => `فقدتُ هذا الجهاز: «${device}»`,
  remove: 'إزالة',
  removeNamed: (device) => `إزالة «${device}»`,
  finish: 'إكمال الإعداد',
  finishNamed: (device) => `إكمال الإعداد: «${device}»`,
  add: 'إضافة جهاز',
  empty: 'لا يوجد جهاز بعد.',
  emptyHint:
    'يمكن تخمين كلمة المرور أو سرقتها أو إعادة استخدامها. مع جهاز، لا يستطيع من يعرف كلمة مرورك تسجيل الدخول باسمك. كل ما تحتاج إليه تطبيق مجاني على هاتفك.',
  full: (limit) => `لديك ${countOfDevices(limit)}، وهو الحد الأقصى للحساب. أزل جهازًا لإضافة آخر.`,
}

export const deviceRename: Texts['deviceRename'] = {
  heading: (device) => `تغيير اسم «${device}»`,
  lead: 'أنت وحدك ترى هذا الاسم. تبقى رموزه كما هي.',
  name: 'الاسم الجديد',
  submit: 'حفظ',
}

export const deviceRemove: Texts['deviceRemove'] = {
  heading: (device) => `هل تريد إزالة «${device}»؟`,
  lead: 'تتوقف رموزه عن العمل فورًا. تبقى أجهزتك الأخرى كما هي.',
  submit: 'إزالة',
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
