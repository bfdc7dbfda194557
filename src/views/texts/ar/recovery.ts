import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const progress: Texts['progress'] = (step, steps) => `الخطوة ${step} من ${steps}`

export const recoveryCode: Texts['recoveryCode'] = {
  heading: 'أدخِل رمز استرداد',
  label: 'رمز الاسترداد',
  hint: 'ثلاث مجموعات، في كل منها خمسة أحرف وأرقام. لا فرق بين الأحرف الكبيرة والصغيرة، ولا تهم المسافات والشرطات.',
  toCode: 'استخدام رمز من جهاز',
  help: 'أين أجد رموز الاسترداد؟',
  helpWhere:
    'طُلب منك حفظ عشرة رموز استرداد عند إعداد الخطوة الثانية: في ملف أو على ورق أو في مدير كلمات مرور.',
  helpOnce: 'يعمل كل رمز مرة واحدة، بأي ترتيب.',
  helpLost: 'إذا لم يكن لديك جهاز ولا رمز، فاطلب المساعدة من أحد المسؤولين.',
}

export const recoveryCodes: Texts['recoveryCodes'] = {
  headings: {
    issued: 'احفظ رموز الاسترداد',
    regenerated: 'احفظ رموز الاسترداد الجديدة',
    seen: 'رموز الاسترداد الخاصة بك',
  },
  leads: {
    issued:
      'إذا فقدت هاتفك، فكل رمز من هذه الرموز يُدخلك مرة واحدة، بدلًا من رمز التطبيق. احتفظ بها حيث تجدها من دون الهاتف.',
    regenerated:
      'لم تعد الرموز القديمة تعمل. كل رمز من هذه الرموز يُدخلك مرة واحدة، بدلًا من رمز التطبيق. احتفظ بها حيث تجدها من دون هاتفك.',
    seen: 'كل رمز يُدخلك مرة واحدة، بدلًا من رمز التطبيق.',
  },
  shownFor: (minutes) => `مدة عرضها في هذه الصفحة بالدقائق: ${minutes}.`,
  list: 'رموز الاسترداد',
  used: 'مستخدَم',
  copy: 'نسخ',
  copied: 'تم النسخ',
  copyFailed: 'حدّد الرموز وانسخها بنفسك.',
  download: 'تنزيل',
  print: 'طباعة',
  saved: 'لقد حفظتها',
  regenerate: 'الحصول على رموز جديدة',
}

export const recoveryFile: Texts['recoveryFile'] = {
  heading: (product, account) => `رموز استرداد الحساب ${account} في ${product}`,
  made: (date) => `أُنشئت في ${date}.`,
  lead: 'كل رمز يُدخلك مرة واحدة، بدلًا من رمز التطبيق.',
  used: 'مستخدَم',
}

export const recoveryCodesLeft: Texts['recoveryCodesLeft'] = {
  headingUsed: 'لقد استخدمت رمز استرداد',
  headingFew: 'رموز الاسترداد على وشك النفاد',
  left: (left) =>
    formats.plural(left, {
      zero: 'لم يبقَ لديك أي رمز استرداد.',
      one: 'بقي لديك رمز استرداد واحد.',
      two: 'بقي لديك رمزا استرداد.',
      few: `بقيت لديك ${left} رموز استرداد.`,
      many: `بقي لديك ${left} رمز استرداد.`,
      other: `بقي لديك ${left} رمز استرداد.`,
    }),
  addDevice: 'هل فقدت جهازك؟ أضف جهازًا جديدًا هنا، حتى تسجّل الدخول في المرة القادمة برمزه.',
  addDeviceMissing: 'أضف جهازًا الآن، حتى تسجّل الدخول في المرة القادمة برمزه.',
  add: 'إضافة جهاز جديد',
  getNew: 'بعد تسجيل الدخول، احصل على رموز جديدة في حسابك:',
  getNewElsewhere: 'احصل على رموز جديدة قبل أن تحتاج إليها.',
  goOn: (application) => `المتابعة إلى ${application}`,
}

export const recoveryCodesOver: Texts['recoveryCodesOver'] = {
  heading: 'لم تعد رموز الاسترداد معروضة',
  lead: 'أُنشئت الرموز لحسابك وهي تعمل. تعرضها الصفحة لمدة قصيرة فقط حتى لا يجدها أحد على شاشة مفتوحة.',
  getNew: 'إذا لم تحفظها، فاحصل على رموز جديدة من حسابك بعد تسجيل الدخول:',
  getNewElsewhere: 'إذا لم تحفظها، فاحصل على رموز جديدة قبل أن تحتاج إليها.',
}
