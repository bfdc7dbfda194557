import type { ActivityTexts } from '../activity-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const facts: ActivityTexts = {
  signed_in: () => 'تسجيل دخول',
  stepped_up: () => 'تأكيد الهوية',
  password_wrong: () => 'كلمة مرور غير صحيحة',
  password_refused: () => 'لم تُفحص كلمة المرور: محاولات كثيرة جدًا',
  password_alone: () => 'كلمة مرور صحيحة، لكن تسجيل الدخول لم يكتمل',
  code_wrong: () => 'رمز غير صحيح',
  code_replayed: () => 'أُرسل رمز مرة ثانية',
  code_refused: () => 'لم يُفحص الرمز: محاولات كثيرة جدًا',
  recovery_code_wrong: () => 'رمز استرداد غير صحيح',
  recovery_code_refused: () => 'لم يُفحص رمز الاسترداد: محاولات كثيرة جدًا',
  recovery_code_used: ({ remaining }) =>
    formats.plural(remaining, {
      zero: 'استُخدم رمز استرداد، ولم يبقَ أي رمز',
      one: 'استُخدم رمز استرداد، وبقي رمز واحد',
      two: 'استُخدم رمز استرداد، وبقي رمزان',
      few: `استُخدم رمز استرداد، وبقيت ${remaining} رموز`,
      many: `استُخدم رمز استرداد، وبقي ${remaining} رمزًا`,
      other: `استُخدم رمز استرداد، وبقي ${remaining} رمز`,
    }),
  setup_code_wrong: () => 'رمز غير صحيح لجهاز جديد',
  device_begun: ({ name }) => `بدأ إعداد جهاز: ${name}`,
  device_added: ({ name }) => `أُضيف جهاز: ${name}`,
  device_renamed: ({ name }) => `غُيّر اسم جهاز: ${name}`,
  device_removed: ({ name }) => `أُزيل جهاز: ${name}`,
  recovery_codes_issued: () => 'أُنشئت رموز استرداد',
  recovery_codes_regenerated: () => 'أُنشئت رموز استرداد جديدة، وأُبطلت القديمة',
  recovery_codes_seen: () => 'عُرضت رموز الاسترداد',
  second_factor_off: () => 'أُوقفت المصادقة الثنائية',
  second_factor_reset: () => 'أعاد أحد المسؤولين ضبط المصادقة الثنائية',
  browser_trusted: () => 'أصبح متصفح موثوقًا: لا يُطلب رمز فيه',
  browser_forgotten: () => 'لم يعد متصفح موثوقًا',
  browsers_forgotten: ({ count }) =>
    formats.plural(count, {
      zero: 'لم يكن أي متصفح موثوقًا',
      one: 'لم يعد متصفح واحد موثوقًا',
      two: 'لم يعد متصفحان موثوقين',
      few: `لم تعد ${count} متصفحات موثوقة`,
      many: `لم يعد ${count} متصفحًا موثوقًا`,
      other: `لم يعد ${count} متصفح موثوقًا`,
    }),
  password_changed: () => 'غُيّرت كلمة المرور',
  password_reset: () => 'عُيّنت كلمة مرور جديدة عبر رابط من رسالة',
  password_set_by_administrator: () => 'عيّن أحد المسؤولين كلمة مرور جديدة',
  password_reset_asked: () => 'طُلب رابط لتعيين كلمة مرور جديدة',
  sessions_ended: ({ count }) =>
    formats.plural(count, {
      zero: 'لم يُسجَّل الخروج في أي متصفح',
      one: 'سُجّل الخروج في متصفح واحد',
      two: 'سُجّل الخروج في متصفحين',
      few: `سُجّل الخروج في ${count} متصفحات`,
      many: `سُجّل الخروج في ${count} متصفحًا`,
      other: `سُجّل الخروج في ${count} متصفح`,
    }),
  sessions_over_limit: () => 'أُنهيت جلسات قديمة لكثرة المتصفحات المسجَّل الدخول فيها',
  application_revoked: ({ application }) => `أُلغي وصول ${application}`,
}

export const activity: Texts['activity'] = {
  heading: 'النشاط',
  lead: 'ما حدث في حسابك خلال آخر 180 يومًا. إذا رأيت شيئًا لا تعرفه، فعيّن كلمة مرور جديدة وراجع أجهزتك.',
  facts,
  empty: 'لم يحدث شيء بعد.',
  nothingEarlier: 'لم يحدث شيء قبل ذلك.',
  earlier: 'الأقدم',
  latest: 'العودة إلى الأحدث',
  failed: 'فشل',
  changed: 'تغيير',
  to: (application) => `التطبيق: ${application}`,
  by: (methods) => `باستخدام ${methods}`,
  methods: {
    password: 'كلمة المرور',
    totp: 'الرمز',
    recovery_code: 'رمز الاسترداد',
  },
  from: (address) => `العنوان ${address}`,
  browserOnSystem: (browser, system) => `${browser} على ${system}`,
  unknownBrowser: 'متصفح غير معروف',
  filter: 'عرض',
  filters: {
    all: 'الكل',
    sign_ins: 'عمليات الدخول',
    changes: 'التغييرات',
    failures: 'المحاولات الفاشلة',
  },
  noneOfKind: 'لا شيء من هذا النوع.',
  suspicious: 'قد يكون هذا شخصًا آخر.',
  times: (told, count) =>
    `${told} (${formats.plural(count, {
      zero: `${count} مرة`,
      one: 'مرة واحدة',
      two: 'مرتان',
      few: `${count} مرات`,
      many: `${count} مرة`,
      other: `${count} مرة`,
    })})`,
  first: 'أول مرة:',
  device: (device) => `رمز من «${device}»`,
  notMe: 'لم أكن أنا',
}

export const notMe: Texts['notMe'] = {
  heading: 'إذا لم تكن أنت',
  lead: 'ربما يستطيع شخص آخر الدخول إلى حسابك. افعل ما يلي الآن، بهذا الترتيب.',
  sessions: {
    title: 'تسجيل الخروج من كل مكان آخر',
    hint: 'يُسجَّل خروج كل من دخل إلى حسابك في متصفح آخر.',
    link: 'تسجيل الخروج من كل مكان آخر',
  },
  password: {
    title: 'تغيير كلمة المرور',
    hint: 'اختر كلمة مرور لا تستخدمها في أي مكان آخر.',
    link: 'تغيير كلمة المرور',
  },
  devices: {
    title: 'مراجعة أجهزتك',
    hint: 'أزل كل جهاز ليس لك، وأضف جهازك إذا كان غير موجود.',
    link: 'مراجعة الأجهزة',
  },
  codes: {
    title: 'إنشاء رموز استرداد جديدة',
    hint: 'ربما رأى شخص ما الرموز القديمة. ستتوقف عن العمل.',
    link: 'إنشاء رموز جديدة',
  },
  browsers: {
    title: 'مراجعة المتصفحات الموثوق بها',
    hint: 'توقف عن الوثوق بأي متصفح لا تعرفه.',
    link: 'عرض المتصفحات',
  },
  history: 'العودة إلى نشاط حسابك',
}
