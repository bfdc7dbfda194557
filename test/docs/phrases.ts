/** A phrase that people stumble over, and what says the same in plain English. */
export interface Phrase {
  /**
   * A pattern, blind to case. A space in it stands for any white space, so that a line's end hides nothing, and every
   * apostrophe for the typographic one too.
   */
  readonly pattern: string
  readonly better: string
}

/** What recurs. */
const RECURRING: readonly Phrase[] = [
  {
    // "There is no such account" is good English.
    pattern: String.raw`(?<!there )\b(?:is|are|was|were) no (?!longer\b|more than\b|less\b|fewer\b|such\b)\w`,
    better: 'is not a …',
  },
  {
    // "No more devices than five" is good English.
    pattern: String.raw`\b(?:any|no) more(?=[.,:;!?)”"]| (?:and|or|but|by|in|on|once|there|when|where)\b|[^\S\n]*$)`,
    better: 'no longer',
  },
  {
    // A question may begin so, and a heading or the head of a table has no more words.
    pattern: String.raw`(?<=[.;?] )who (?!are\b)\w+ [^.?]{10,}[.](?!\w)`,
    better: 'whoever … or people who …',
  },
  { pattern: String.raw`\| who \w+`, better: 'someone who …' },
  { pattern: String.raw`\*\*who \w+s\b`, better: 'whoever …' },
  { pattern: String.raw`\bfor whom \w+s\b`, better: 'for whoever …' },
  { pattern: String.raw`\bof[ -](?:ours|yours)\b`, better: 'our … or your …' },
  { pattern: String.raw`(?<![\w-])told\b`, better: 'shown, reported, returned or notified' },
  // "One by one or all at once" means together.
  { pattern: String.raw`(?<!\ball )\bat once\b`, better: 'immediately, or at the same time' },
  { pattern: String.raw`\banew\b`, better: 'again' },
  {
    pattern: String.raw`\beveryday (?:codes?|sign-ins?)\b`,
    better: 'routine code, or just code',
  },
  { pattern: String.raw`\bspare[sd]\b`, better: 'skip' },
  { pattern: String.raw`\bin the place of\b`, better: 'instead of' },
  { pattern: String.raw`\bcode does not work\?`, better: 'Code not working?' },
  { pattern: String.raw`\b(?:walk(?:s|ed)?|interludes?)\b`, better: 'step, next step, run' },
  { pattern: String.raw`\bhalf is most\b`, better: 'a sentence that says who does what' },
  { pattern: String.raw`somebody has your password`, better: 'Someone may have your password' },
  { pattern: String.raw`(?<=[.;] )Say (?=npx|npm|\x60)`, better: 'Use …' },
]

/** What stood somewhere once, word by word. */
const SINGLE = {
  'it takes some node': 'You need Node 20 or newer and npm',
  'tests it, in a real browser too': 'runs the tests, including in a real browser',
  'ready to take': 'Ready to use',
  'is for afterwards': 'covers day-to-day operation',
  'where one is signed in': 'your sessions, and signing them out',
  'what was let in': 'applications with access, and revoking it',
  'another password \\|': 'change your password',
  'convenience counts as nothing': 'Convenience is never evidence.',
  'in a checkout say': 'In a checkout, use …',
  'be gone round': 'be bypassed',
  'finds opaque tokens as they are': 'also find opaque tokens in the clear',
  'tokens of the moment': 'tokens that are still valid',
  'the first who signs in': 'whoever signs in first',
  'that is the proxy’s': 'Absorbing request floods is the proxy’s job.',
  'what is done again and again': 'Routine tasks',
  'name or password is wrong': 'Incorrect name or password.',
  '(?:password|code) is not right': 'Incorrect password. or Incorrect code.',
  'try it once more': 'Try again.',
  'that is no recovery code': 'That is not a recovery code.',
  'asks whether it is still you': 'wants to make sure it is still you',
  'where are they\\?': 'Where do I find my recovery codes?',
  'keep them where you find them': 'Keep them somewhere you can get to without your phone.',
  'signed in nowhere else': 'You are not signed in anywhere else.',
  'it was signed out already': 'It was already signed out.',
  'trusted no more': 'no longer trusted',
  'recovery codes looked at': 'Recovery codes viewed',
  'access taken away': 'Access removed for …',
  'answers are not read': 'Replies aren’t read.',
  'give this (?:link )?to nobody': 'Don’t share this link with anyone.',
  'ends what is signed in': 'signs you out everywhere',
  'go on at your device': 'Continue on your device.',
  'developer finds the reason below': 'Details for its developer are below.',
  'happens once more': 'happens again',
  'the answer goes to': 'You will be returned to …',
  'know that it is you, by': 'See your account ID',
  'it was asked for from': 'Requested from …',
  'that code is not known': 'Unknown code. Compare it with the one on your device.',
  'look into the spam folder': 'Check your spam folder',
  'where you choose it, your password': 'On browsers you trust, your password is enough for …',
  'sign in no more': 'disable an account',
  'a backup is nothing to look at': 'refusing to write a backup to a terminal',
  'for the most part': 'mostly',
  'takes its place': 'restarting it',
  'sent with the last digit': 'It’s submitted as soon as you type the last digit.',
  'not on a computer that others use': 'Don’t choose this on a shared computer.',
  'so that your next sign-in takes its code': 'so you can use it next time',
  'a lost phone does not shut you out': 'losing your phone doesn’t lock you out',
  "(?<!')\\bsee them(?=$|\\.)": 'View trusted browsers',
  'a code that an app on it shows': 'You’ll type a code from an app on this device …',
  'the name is only for you': 'Only you see this name.',
  'no trusted browser\\.': 'No trusted browsers.',
  'we send you a link that works': 'We’ll send you a link. It works for …',
  'look through your devices': 'check your devices',
  'by (?:a link from a mail|an email link)': 'from an email link',
  'so it is guessed first': 'That’s a common password and easy to guess.',
  'come by yourself': 'You rarely need to come here directly.',
  'the phone must set its time': 'Make sure your phone sets its time automatically.',
}

export const PHRASES: readonly Phrase[] = [
  ...RECURRING,
  ...Object.entries(SINGLE).map(([pattern, better]) => ({ pattern, better })),
]

/** For what stands on pages and in mails alone. */
export const PAGE_PHRASES: readonly Phrase[] = [
  ...PHRASES,
  // "You'll type a code" is what people do; an order says Enter.
  { pattern: String.raw`(?<![\w’] )\bType (?:the|your|all|it|in|a)\b`, better: 'Enter …' },
]
