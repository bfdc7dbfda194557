import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const checkUp: Texts['checkUp'] = {
  heading: 'اجعل حسابك أكثر أمانًا',
  protectedBy: (list) => `يحميه: ${list}.`,
  safeguards: {
    password: 'كلمة المرور',
    email_verified: 'بريد إلكتروني موثّق',
    devices: (count) =>
      formats.plural(count, {
        zero: 'لا أجهزة',
        one: 'جهاز واحد',
        two: 'جهازان',
        few: `${count} أجهزة`,
        many: `${count} جهازًا`,
        other: `${count} جهاز`,
      }),
    recovery_codes: (count) =>
      formats.plural(count, {
        zero: 'لا رموز استرداد',
        one: 'رمز استرداد واحد',
        two: 'رمزا استرداد',
        few: `${count} رموز استرداد`,
        many: `${count} رمز استرداد`,
        other: `${count} رمز استرداد`,
      }),
  },
  gaps: {
    no_device: 'ليس لديك جهاز: كلمة المرور وحدها تفتح حسابك.',
    one_device: 'لديك جهاز واحد فقط. إذا فقدته فسيتيح لك جهاز آخر تسجيل الدخول.',
    no_codes: 'ليس لديك أي رمز استرداد. لا يمكنك تسجيل الدخول من دون جهازك.',
    few_codes: (count) =>
      formats.plural(count, {
        zero: 'لم يبق أي رمز استرداد.',
        one: 'بقي رمز استرداد واحد فقط.',
        two: 'بقي رمزا استرداد فقط.',
        few: `بقيت ${count} رموز استرداد فقط.`,
        many: `بقي ${count} رمز استرداد فقط.`,
        other: `بقي ${count} رمز استرداد فقط.`,
      }),
    email_unverified: 'بريدك الإلكتروني غير موثّق.',
    trusted_for_long: (count) =>
      formats.plural(count, {
        zero: 'لا متصفح موثوق منذ أكثر من 30 يومًا.',
        one: 'متصفح واحد موثوق منذ أكثر من 30 يومًا.',
        two: 'متصفحان موثوقان منذ أكثر من 30 يومًا.',
        few: `${count} متصفحات موثوقة منذ أكثر من 30 يومًا.`,
        many: `${count} متصفحًا موثوقًا منذ أكثر من 30 يومًا.`,
        other: `${count} متصفح موثوق منذ أكثر من 30 يومًا.`,
      }),
    signed_in_elsewhere: (count) =>
      formats.plural(count, {
        zero: 'لم تسجّل الدخول في متصفح آخر.',
        one: 'سجّلت الدخول أيضًا في متصفح آخر.',
        two: 'سجّلت الدخول أيضًا في متصفحين آخرين.',
        few: `سجّلت الدخول أيضًا في ${count} متصفحات أخرى.`,
        many: `سجّلت الدخول أيضًا في ${count} متصفحًا آخر.`,
        other: `سجّلت الدخول أيضًا في ${count} متصفح آخر.`,
      }),
  },
  verify: 'توثيق العنوان',
}
