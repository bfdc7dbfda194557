import type { ErrorTexts } from '../codes.ts'
import { countOfDevices } from './devices.ts'
import { formats } from './language.ts'

export const errors: ErrorTexts = {
  sign_in_failed: () => 'الاسم أو كلمة المرور غير صحيحة.',
  login_missing: () => 'اكتب اسمك أو بريدك الإلكتروني.',
  any_failed: () => 'الاسم أو كلمة المرور أو الرمز غير صحيح. يعمل كل رمز مرة واحدة فقط.',
  code_unreadable: () =>
    'هذا ليس رمزًا كاملًا. اكتب كل الأرقام التي يعرضها تطبيقك، أو رمز استرداد كاملًا.',
  password_wrong: () => 'كلمة المرور هذه غير صحيحة. حاول مرة أخرى.',
  throttled: ({ seconds }) =>
    `المحاولات كثيرة جدًا. مدة الانتظار قبل المحاولة التالية: ${formats.duration(seconds)}.`,
  locked: () => 'هذا الحساب مقفل بسبب كثرة المحاولات. يمكن لأحد المسؤولين إلغاء قفله.',
  code_wrong: () => 'هذا الرمز غير صحيح. اكتب الرمز الذي يعرضه تطبيقك الآن.',
  code_just_used: ({ seconds }) =>
    `استُخدم هذا الرمز للتو. انتظر الرمز التالي (${formats.seconds(seconds)}).`,
  code_malformed: ({ digits }) =>
    formats.plural(digits, {
      zero: `عدد أرقام الرمز ${digits}. اكتبها كلها.`,
      one: `عدد أرقام الرمز ${digits}. اكتبها كلها.`,
      two: `عدد أرقام الرمز ${digits}. اكتبها كلها.`,
      few: `يتكوّن الرمز من ${digits} أرقام. اكتبها كلها.`,
      many: `يتكوّن الرمز من ${digits} رقمًا. اكتبها كلها.`,
      other: `عدد أرقام الرمز ${digits}. اكتبها كلها.`,
    }),
  recovery_wrong: () => 'رمز الاسترداد هذا غير صحيح، أو سبق استخدامه.',
  recovery_malformed: () =>
    'هذا ليس رمز استرداد. يتكوّن رمز الاسترداد من ثلاث مجموعات، في كل منها خمسة أحرف وأرقام، مثل k7m2p-9xwaz-3hrtc.',
  setup_given_up: () => 'عدد الرموز غير الصحيحة كبير جدًا. ابدأ من جديد وامسح رمز QR الجديد.',
  name_invalid: ({ longest }) => `اكتب اسمًا للجهاز. أقصى عدد من الأحرف: ${longest}.`,
  name_taken: () => 'يحمل جهاز آخر من أجهزتك هذا الاسم. اختر اسمًا مختلفًا.',
  limit_reached: ({ limit }) =>
    `في حسابك ${countOfDevices(limit)}، وهو الحد الأقصى. أزل جهازًا أولًا.`,
}
