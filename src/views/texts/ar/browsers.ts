import type { Texts } from '../../texts.ts'

type TrustedTexts = Texts['trusted']

export const trust: TrustedTexts['trust'] = {
  // How long stands by itself, as "two days" would be inflected after a preposition.
  label: (lifetime) => `عدم طلب رمز في هذا المتصفح (${lifetime})`,
  hint: 'لا تختر هذا على حاسوب يستخدمه آخرون أيضًا.',
}

// They begin in Arabic: within a sentence they are read from the right, whatever the names are.
export const browserNames: TrustedTexts['browserNames'] = {
  both: (browser, system) => `متصفح ${browser} على ${system}`,
  browser: (browser) => `متصفح ${browser}`,
  system: (system) => `متصفح على ${system}`,
  unknown: 'متصفح غير معروف',
}

export const browsers: TrustedTexts['browsers'] = {
  heading: 'المتصفحات الموثوقة',
  lead: (lifetime) =>
    `في المتصفحات الموثوقة تكفي كلمة المرور وحدها لتسجيل الدخول، ومدة ذلك ${lifetime}. قد تطلب التطبيقات رمزًا رغم ذلك.`,
  here: 'هذا المتصفح',
  trusted: 'موثوق منذ',
  until: 'حتى',
  lastUsed: 'آخر استخدام في',
  address: 'من العنوان',
  forget: 'نسيان',
  forgetAll: 'نسيان الكل',
  empty: 'لا يوجد متصفح موثوق.',
  emptyHint: 'عندما تكتب رمزًا لتسجيل الدخول، يمكنك أن تختار ألّا يُطلب منك رمز في ذلك المتصفح مجددًا.',
  ended:
    'ينتهي ذلك في كل المتصفحات عند تعيين كلمة مرور جديدة أو إنشاء رموز استرداد جديدة، وعند إضافة أي جهاز أو إزالته.',
  done: {
    forgotten: (name) => `نُسي ${name}. يتطلب تسجيل الدخول فيه رمزًا من جديد.`,
    all_forgotten: 'نُسيت كل المتصفحات. يتطلب تسجيل الدخول رمزًا من جديد.',
  },
}

export const browserForget: TrustedTexts['browserForget'] = {
  heading: (name) => `هل تريد نسيان ${name}؟`,
  headingHere: 'هل تريد نسيان هذا المتصفح؟',
  headingAll: 'هل تريد نسيان كل المتصفحات؟',
  lead: 'سيتطلب تسجيل الدخول فيه رمزًا من جديد.',
  leadHere: 'سيتطلب تسجيل الدخول هنا رمزًا من جديد، وكذلك المتابعة من هنا.',
  leadAll: 'سيتطلب تسجيل الدخول رمزًا من جديد في كل منها، وفي هذا المتصفح أيضًا.',
  submit: 'نسيان',
  submitAll: 'نسيان الكل',
  keep: 'الاحتفاظ به',
  keepAll: 'الاحتفاظ بها',
}
