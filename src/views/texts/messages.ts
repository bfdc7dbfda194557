// Made of `views/texts/en.json` by `npm run texts`.
import type { Say } from './message.ts'

/** What takes no facts is a string. */
export interface Messages {
  readonly account: {
    readonly application: string
    readonly menu: string
    readonly security: string
    readonly signOut: string
  }
  readonly activity: {
    readonly heading: string
    readonly lead: string
    readonly facts: {
      readonly signed_in: string
      readonly stepped_up: string
      readonly password_wrong: string
      readonly password_refused: string
      readonly password_alone: string
      readonly code_wrong: string
      readonly code_replayed: string
      readonly code_refused: string
      readonly recovery_code_wrong: string
      readonly recovery_code_refused: string
      readonly recovery_code_used: Say<{ remaining: number }>
      readonly setup_code_wrong: string
      readonly device_begun: Say<{ name: string }>
      readonly device_added: Say<{ name: string }>
      readonly device_imported: Say<{ name: string }>
      readonly device_secrets_exported: Say<{ reason: string }>
      readonly device_renamed: Say<{ name: string }>
      readonly device_removed: Say<{ name: string }>
      readonly recovery_codes_issued: string
      readonly recovery_codes_regenerated: string
      readonly recovery_codes_seen: string
      readonly second_factor_off: string
      readonly second_factor_reset: string
      readonly browser_trusted: string
      readonly browser_forgotten: string
      readonly browsers_forgotten: Say<{ count: number }>
      readonly password_changed: string
      readonly password_reset: string
      readonly password_set_by_administrator: string
      readonly password_reset_asked: string
      readonly sessions_ended: Say<{ count: number }>
      readonly sessions_over_limit: string
      readonly application_revoked: Say<{ application: string }>
      readonly password_locked: string
      readonly codes_locked: string
      readonly account_created: string
      readonly account_disabled: string
      readonly account_enabled: string
      readonly account_unlocked: string
      readonly account_leaving: string
      readonly account_staying: string
      readonly account_removed: string
      readonly email_change_asked: string
      readonly email_changed: string
      readonly email_set_by_administrator: string
      readonly email_change_undone: string
      readonly sessions_ended_by_administrator: string
    }
    readonly empty: string
    readonly nothingEarlier: string
    readonly earlier: string
    readonly latest: string
    readonly failed: string
    readonly changed: string
    readonly to: Say<{ application: string }>
    readonly by: Say<{ methods: string }>
    readonly methods: {
      readonly password: string
      readonly totp: string
      readonly recovery_code: string
    }
    readonly from: Say<{ address: string }>
    readonly browserOnSystem: Say<{ browser: string; system: string }>
    readonly unknownBrowser: string
    readonly filter: string
    readonly filters: {
      readonly all: string
      readonly sign_ins: string
      readonly changes: string
      readonly failures: string
    }
    readonly noneOfKind: string
    readonly suspicious: string
    readonly times: Say<{ told: string; count: number }>
    readonly first: string
    readonly device: Say<{ device: string }>
    readonly notMe: string
  }
  readonly notMe: {
    readonly heading: string
    readonly lead: string
    readonly sessions: {
      readonly title: string
      readonly hint: string
      readonly link: string
    }
    readonly password: {
      readonly title: string
      readonly hint: string
      readonly link: string
    }
    readonly devices: {
      readonly title: string
      readonly hint: string
      readonly link: string
    }
    readonly codes: {
      readonly title: string
      readonly hint: string
      readonly link: string
    }
    readonly browsers: {
      readonly title: string
      readonly hint: string
      readonly link: string
    }
    readonly history: string
  }
  readonly checkUp: {
    readonly heading: string
    readonly protectedBy: Say<{ list: string }>
    readonly safeguards: {
      readonly password: string
      readonly email_verified: string
      readonly devices: Say<{ count: number }>
      readonly recovery_codes: Say<{ count: number }>
    }
    readonly gaps: {
      readonly no_device: string
      readonly one_device: string
      readonly no_codes: string
      readonly few_codes: Say<{ left: number }>
      readonly email_unverified: string
      readonly trusted_for_long: Say<{ count: number }>
      readonly signed_in_elsewhere: Say<{ count: number }>
    }
    readonly verify: string
  }
  readonly common: {
    readonly title: Say<{ heading: string; product: string }>
    readonly failedTitle: Say<{ title: string }>
    readonly account: string
    readonly continue: string
    readonly cancel: string
    readonly notNow: string
    readonly back: string
    readonly password: string
    readonly show: string
    readonly hide: string
    readonly showPassword: string
    readonly hidePassword: string
    readonly code: Say<{ digits: number }>
    readonly codes: Say<{ digits: readonly number[] }>
    readonly sentWithLastDigit: string
    readonly waitOver: string
  }
  readonly errors: {
    readonly sign_in_failed: string
    readonly login_missing: string
    readonly any_failed: string
    readonly code_unreadable: string
    readonly password_wrong: string
    readonly throttled: Say<{ seconds: number }>
    readonly locked: string
    readonly code_wrong: string
    readonly code_just_used: Say<{ seconds: number }>
    readonly code_malformed: Say<{ digits: number }>
    readonly app_ignored: Say<{ setting: string; algorithm: string; digits: number; period: number }>
    readonly app_took_text: string
    readonly clock_wrong: Say<{ way: string; off: number }>
    readonly recovery_wrong: string
    readonly recovery_malformed: string
    readonly setup_given_up: string
    readonly name_invalid: Say<{ longest: number }>
    readonly name_invisible: string
    readonly name_lookalike: Say<{ name: string }>
    readonly name_taken: string
    readonly limit_reached: Say<{ limit: number }>
  }
  readonly expiry: {
    readonly soon: string
    readonly stay: string
    readonly over: string
    readonly again: string
  }
  readonly messages: {
    readonly interaction_expired: {
      readonly title: string
      readonly body: string
    }
    readonly request_invalid: {
      readonly title: string
      readonly body: string
    }
    readonly form_outdated: {
      readonly title: string
      readonly body: string
    }
    readonly not_found: {
      readonly title: string
      readonly body: string
    }
    readonly unavailable: {
      readonly title: string
      readonly body: string
    }
    readonly internal: {
      readonly title: string
      readonly body: string
    }
    readonly cancelled: {
      readonly title: string
      readonly body: string
    }
    readonly connected: {
      readonly title: string
      readonly body: string
    }
    readonly signed_out: {
      readonly title: string
      readonly body: string
    }
    readonly sign_in_impossible: {
      readonly title: string
      readonly body: string
    }
    readonly device_limit: {
      readonly title: string
      readonly body: string
    }
    readonly second_factor_required: {
      readonly title: string
      readonly body: string
    }
    readonly too_many_attempts: {
      readonly title: string
      readonly body: string
    }
  }
  readonly leaving: {
    readonly section: string
    readonly heading: string
    readonly lead: Say<{ time: string }>
    readonly goes: string
    readonly kept: string
    readonly meanwhile: string
    readonly submit: string
    readonly keep: string
    readonly leavingHeading: string
    readonly leavingLead: Say<{ until: string }>
  }
  readonly links: {
    readonly back_to_application: string
    readonly back_to: Say<{ application: string }>
    readonly sign_in_again: string
    readonly account: string
    readonly sign_out: string
    readonly home: string
    readonly demo: string
    readonly mails: string
    readonly metadata: string
  }
  readonly linkHints: {
    readonly back_to_application: string
    readonly sign_in_again: string
    readonly account: string
    readonly sign_out: string
    readonly home: string
    readonly demo: string
    readonly mails: string
    readonly metadata: string
  }
  readonly landing: {
    readonly heading: string
    readonly lead: string
    readonly links: string
    readonly issuer: string
  }
  readonly languageChoice: {
    readonly heading: string
    readonly lead: string
    readonly browser: string
    readonly browserNow: Say<{ language: string }>
    readonly submit: string
    readonly saved: string
    readonly savedBrowser: string
  }
  readonly selectAccount: {
    readonly heading: string
    readonly same: Say<{ account: string }>
    readonly other: string
    readonly otherHint: Say<{ account: string }>
  }
  readonly signIn: {
    readonly heading: string
    readonly headingPassword: string
    readonly headingPasswordAndCode: string
    readonly lead: Say<{ application: string }>
    readonly headingAgain: string
    readonly leadAgain: Say<{ application: string }>
    readonly login: string
    readonly otherName: string
    readonly code: string
    readonly codeHint: string
  }
  readonly reasons: {
    readonly account_protected: Say<{ application: string }>
    readonly application_asks: Say<{ application: string }>
    readonly too_old: Say<{ application: string }>
  }
  readonly actions: {
    readonly open_account: string
    readonly change_password: string
    readonly change_email: string
    readonly choose_language: string
    readonly add_device: string
    readonly rename_device: string
    readonly remove_device: string
    readonly report_lost_device: string
    readonly see_recovery_codes: string
    readonly make_recovery_codes: string
    readonly turn_off: string
    readonly delete_account: string
    readonly end_sessions: string
    readonly remove_access: string
    readonly forget_browsers: string
  }
  readonly code: {
    readonly heading: string
    readonly hint: string
    readonly help: string
    readonly helpTime: string
    readonly toRecovery: string
    readonly helpRecovery: string
    readonly helpLost: string
  }
  readonly permissions: {
    readonly openid: string
    readonly profile: string
    readonly email: string
    readonly phone: string
    readonly address: string
    readonly offline_access: string
    readonly name: string
    readonly email_verified: string
    readonly phone_number: string
    readonly birthdate: string
    readonly groups: string
    readonly acr: string
    readonly amr: string
    readonly auth_time: string
  }
  readonly consent: {
    readonly heading: Say<{ application: string }>
    readonly lead: Say<{ application: string }>
    readonly api: Say<{ resource: string }>
    readonly destination: Say<{ host: string }>
    readonly lasts: string
    readonly website: string
    readonly allow: string
    readonly deny: string
  }
  readonly deviceAdd: {
    readonly heading: string
    readonly lead: string
    readonly headingAsked: string
    readonly apps: string
    readonly leadAsked: Say<{ application: string }>
    readonly lost: Say<{ device: string }>
    readonly lostOff: Say<{ device: string }>
    readonly endedSessions: Say<{ count: number }>
    readonly name: string
    readonly nameHint: string
    readonly passwordHint: string
  }
  readonly deviceSetup: {
    readonly heading: Say<{ device: string }>
    readonly lead: string
    readonly app: string
    readonly appHint: string
    readonly link: string
    readonly scan: string
    readonly qr: string
    readonly here: string
    readonly openApp: string
    readonly byHand: string
    readonly keyHint: string
    readonly copy: string
    readonly copyKey: string
    readonly copied: string
    readonly copyFailed: string
    readonly issuer: string
    readonly kind: string
    readonly kindValue: string
    readonly algorithm: string
    readonly digits: string
    readonly period: string
    readonly confirm: string
    readonly submit: string
    readonly standard: string
    readonly rename: string
  }
  readonly done: {
    readonly staying: string
    readonly added: Say<{ device: string }>
    readonly added_another: Say<{ device: string }>
    readonly renamed: Say<{ device: string }>
    readonly removed: Say<{ device: string }>
    readonly turned_off: string
    readonly codes_made: string
    readonly codes_renewed: string
  }
  readonly devices: {
    readonly heading: string
    readonly on: string
    readonly onHint: string
    readonly off: string
    readonly offHint: string
    readonly list: string
    readonly status: {
      readonly pending: string
      readonly confirmed: string
    }
    readonly added: string
    readonly imported: string
    readonly download: string
    readonly lastUsed: string
    readonly clock: Say<{ way: string; off: number }>
    readonly rename: string
    readonly renameNamed: Say<{ device: string }>
    readonly lost: string
    readonly lostNamed: Say<{ device: string }>
    readonly remove: string
    readonly removeNamed: Say<{ device: string }>
    readonly finish: string
    readonly finishNamed: Say<{ device: string }>
    readonly add: string
    readonly empty: string
    readonly emptyHint: string
    readonly full: Say<{ limit: number }>
  }
  readonly deviceRename: {
    readonly heading: Say<{ device: string }>
    readonly lead: string
    readonly name: string
    readonly submit: string
  }
  readonly deviceRemove: {
    readonly heading: Say<{ device: string }>
    readonly lead: string
    readonly submit: string
    readonly keep: string
  }
  readonly passwords: {
    readonly change: {
      readonly heading: string
      readonly confirm: string
      readonly lead: string
      readonly kept: string
      readonly another: string
      readonly present: string
      readonly code: string
      readonly new: string
      readonly submit: string
      readonly changed: string
    }
    readonly forgot: {
      readonly link: string
      readonly heading: string
      readonly lead: Say<{ minutes: number }>
      readonly missing: string
      readonly back: string
      readonly submit: string
    }
    readonly reset: {
      readonly heading: string
      readonly lead: string
      readonly submit: string
    }
    readonly told: {
      readonly asked: {
        readonly heading: string
        readonly lead: Say<{ login: string; minutes: number }>
        readonly nothing: string
        readonly link: string
      }
      readonly changed: {
        readonly heading: string
        readonly lead: string
        readonly link: string
        readonly linkTo: Say<{ application: string }>
      }
      readonly expired: {
        readonly heading: string
        readonly lead: Say<{ minutes: number }>
        readonly link: string
      }
      readonly outdated: {
        readonly heading: string
        readonly lead: string
        readonly link: string
      }
    }
    readonly newHint: Say<{ shortest: number }>
    readonly errors: {
      readonly too_short: Say<{ shortest: number }>
      readonly too_long: Say<{ longest: number }>
      readonly common: string
      readonly own_words: string
      readonly unchanged: string
      readonly either_wrong: string
      readonly either_malformed: string
      readonly recovery_code_used: string
    }
  }
  readonly email: {
    readonly heading: string
    readonly link: string
    readonly none: string
    readonly verified: Say<{ address: string }>
    readonly unverified: Say<{ address: string }>
    readonly next: string
    readonly hint: Say<{ minutes: number }>
    readonly submit: string
    readonly asked: Say<{ address: string; minutes: number }>
    readonly changed: Say<{ address: string }>
    readonly errors: {
      readonly invalid: string
      readonly unchanged: string
      readonly too_many: string
    }
    readonly confirm: {
      readonly heading: string
      readonly lead: Say<{ address: string }>
      readonly submit: string
    }
    readonly undo: {
      readonly heading: string
      readonly lead: Say<{ address: string }>
      readonly leadWithout: string
      readonly submit: string
    }
    readonly told: {
      readonly expired: {
        readonly heading: string
        readonly lead: string
        readonly link: string
      }
      readonly undone: {
        readonly heading: string
        readonly lead: string
        readonly link: string
      }
      readonly outdated: {
        readonly heading: string
        readonly lead: string
        readonly link: string
      }
    }
  }
  readonly progress: Say<{ step: number; steps: number }>
  readonly recoveryCode: {
    readonly heading: string
    readonly label: string
    readonly hint: string
    readonly toCode: string
    readonly help: string
    readonly helpWhere: string
    readonly helpOnce: string
    readonly helpLost: string
  }
  readonly recoveryCodes: {
    readonly headings: {
      readonly issued: string
      readonly regenerated: string
      readonly seen: string
    }
    readonly leads: {
      readonly issued: string
      readonly regenerated: string
      readonly seen: string
    }
    readonly shownFor: Say<{ minutes: number }>
    readonly list: string
    readonly used: string
    readonly copy: string
    readonly copied: string
    readonly copyFailed: string
    readonly download: string
    readonly print: string
    readonly saved: string
    readonly regenerate: string
  }
  readonly recoveryCodesLeft: {
    readonly headingUsed: string
    readonly headingFew: string
    readonly left: Say<{ left: number }>
    readonly addDevice: string
    readonly addDeviceMissing: string
    readonly add: string
    readonly getNew: string
    readonly getNewElsewhere: string
    readonly goOn: Say<{ application: string }>
  }
  readonly recoveryCodesOver: {
    readonly heading: string
    readonly lead: string
    readonly getNew: string
    readonly getNewElsewhere: string
  }
  readonly recoveryFile: {
    readonly heading: Say<{ account: string; product: string }>
    readonly made: Say<{ date: string }>
    readonly lead: string
    readonly used: string
  }
  readonly secondFactor: {
    readonly deviceLost: {
      readonly heading: Say<{ device: string }>
      readonly until: {
        readonly devices: string
        readonly recovery_codes: string
        readonly nothing: string
      }
      readonly next: string
      readonly endSessions: string
      readonly endSessionsHint: string
      readonly submit: string
      readonly keep: string
    }
    readonly newRecoveryCodes: {
      readonly heading: string
      readonly lead: string
      readonly headingFirst: string
      readonly leadFirst: string
      readonly submit: string
      readonly submitFirst: string
      readonly keep: string
    }
    readonly security: {
      readonly codesOnly: string
      readonly codesOnlyHint: string
      readonly noDevice: string
      readonly noDeviceHint: string
      readonly codes: string
      readonly left: Say<{ left: number; count: number }>
      readonly few: string
      readonly used: string
      readonly made: string
      readonly missing: string
      readonly see: string
      readonly renew: string
      readonly make: string
      readonly off: string
      readonly turnOff: string
      readonly required: string
    }
    readonly turnOff: {
      readonly heading: string
      readonly lead: string
      readonly lastDevice: Say<{ device: string }>
      readonly goes: string
      readonly passwordHint: string
      readonly submit: string
      readonly keep: string
    }
  }
  readonly trusted: {
    readonly browserForget: {
      readonly heading: Say<{ name: string }>
      readonly headingHere: string
      readonly headingAll: string
      readonly lead: string
      readonly leadHere: string
      readonly leadAll: string
      readonly submit: string
      readonly submitAll: string
      readonly keep: string
      readonly keepAll: string
    }
    readonly browserNames: {
      readonly both: Say<{ browser: string; system: string }>
      readonly browser: Say<{ browser: string }>
      readonly system: Say<{ system: string }>
      readonly unknown: string
    }
    readonly browsers: {
      readonly heading: string
      readonly lead: Say<{ lifetime: string }>
      readonly here: string
      readonly trusted: string
      readonly until: string
      readonly lastUsed: string
      readonly address: string
      readonly forget: string
      readonly forgetAll: string
      readonly empty: string
      readonly emptyHint: string
      readonly ended: string
      readonly done: {
        readonly forgotten: Say<{ name: string }>
        readonly all_forgotten: string
      }
    }
    readonly trust: {
      readonly label: Say<{ lifetime: string }>
      readonly hint: string
    }
  }
  readonly signOut: {
    readonly heading: string
    readonly lead: Say<{ product: string }>
    readonly leadApplication: Say<{ application: string; product: string }>
    readonly yes: string
    readonly no: string
  }
  readonly forward: {
    readonly toApplication: Say<{ application: string }>
    readonly toApplicationLead: Say<{ application: string }>
    readonly signOut: string
    readonly signOutLead: string
    readonly switchAccount: string
    readonly switchAccountLead: string
    readonly connect: string
    readonly connectLead: string
  }
  readonly connect: {
    readonly heading: string
    readonly lead: string
    readonly code: string
    readonly errors: {
      readonly unknown: string
      readonly expired: string
      readonly declined: string
      readonly outdated: string
      readonly refused: string
      readonly used: string
      readonly other_account: string
      readonly impossible: string
    }
    readonly confirmHeading: Say<{ application: string }>
    readonly confirmLead: string
    readonly from: Say<{ address: string }>
    readonly warning: string
    readonly yes: string
    readonly no: string
  }
  readonly sessions: {
    readonly heading: string
    readonly lead: string
    readonly browser: Say<{ browser: string; system: string }>
    readonly unknownBrowser: string
    readonly current: string
    readonly address: string
    readonly device: string
    readonly signedIn: string
    readonly lastUsed: string
    readonly applications: string
    readonly onlyAccount: string
    readonly end: string
    readonly endOthers: string
    readonly endOthersHint: string
    readonly alone: string
    readonly shown: Say<{ count: number }>
    readonly ended: Say<{ count: number }>
  }
  readonly applications: {
    readonly heading: string
    readonly lead: string
    readonly empty: string
    readonly emptyHint: string
    readonly website: string
    readonly since: string
    readonly firstParty: string
    readonly revoke: string
    readonly revoked: Say<{ application: string }>
  }
  readonly applicationRevoke: {
    readonly heading: Say<{ application: string }>
    readonly lead: string
    readonly leadFirstParty: string
    readonly hint: string
    readonly submit: string
    readonly keep: string
  }
  readonly message: {
    readonly reference: string
    readonly referenceHint: string
    readonly developer: string
    readonly signedOut: string
    readonly notSignedOut: string
    readonly notSignedOutHint: string
  }
  readonly mail: {
    readonly otherwise: readonly [
      string,
      string,
      string,
    ]
    readonly kinds: {
      readonly device_added: {
        readonly subject: string
        readonly told: readonly [
          Say<{ name: string }>,
        ]
      }
      readonly device_secrets_exported: {
        readonly subject: string
        readonly told: readonly [
          Say<{ reason: string }>,
          string,
        ]
        readonly otherwise: readonly [
          string,
        ]
      }
      readonly device_removed: {
        readonly subject: string
        readonly told: readonly [
          Say<{ name: string }>,
        ]
      }
      readonly recovery_code_used: {
        readonly subject: string
        readonly told: readonly [
          string,
          Say<{ remaining: number }>,
          Say<{ remaining: number }>,
        ]
        readonly otherwise: readonly [
          string,
          string,
        ]
      }
      readonly recovery_codes_regenerated: {
        readonly subject: string
        readonly told: readonly [
          string,
        ]
      }
      readonly second_factor_off: {
        readonly subject: string
        readonly told: readonly [
          string,
          string,
        ]
      }
      readonly second_factor_reset: {
        readonly subject: string
        readonly told: readonly [
          string,
          string,
        ]
        readonly otherwise: readonly [
          string,
        ]
      }
      readonly password_changed: {
        readonly subject: string
        readonly told: readonly [
          Say<{ by: string }>,
        ]
        readonly otherwise: readonly [
          string,
          string,
          string,
        ]
      }
      readonly password_reset_link: {
        readonly subject: string
        readonly told: readonly [
          string,
          Say<{ minutes: number }>,
        ]
        readonly otherwise: readonly [
          string,
        ]
      }
      readonly account_leaving: {
        readonly subject: string
        readonly told: readonly [
          Say<{ until: string }>,
          string,
        ]
      }
      readonly account_staying: {
        readonly subject: string
        readonly told: readonly [
          string,
        ]
      }
      readonly account_removed: {
        readonly subject: string
        readonly told: readonly [
          string,
          string,
        ]
        readonly otherwise: readonly [
          string,
        ]
      }
      readonly wrong_codes: {
        readonly subject: string
        readonly told: readonly [
          string,
          string,
        ]
        readonly otherwise: readonly [
          string,
          string,
        ]
      }
      readonly wrong_codes_known_browser: {
        readonly subject: string
        readonly told: readonly [
          string,
          string,
        ]
        readonly otherwise: readonly [
          string,
          string,
        ]
      }
      readonly account_locked: {
        readonly subject: string
        readonly told: readonly [
          Say<{ factor: string }>,
        ]
        readonly otherwise: readonly [
          string,
        ]
      }
      readonly email_change_link: {
        readonly subject: string
        readonly told: readonly [
          string,
          Say<{ minutes: number }>,
        ]
        readonly otherwise: readonly [
          string,
        ]
      }
      readonly email_changed: {
        readonly subject: string
        readonly told: readonly [
          string,
          Say<{ hours: number }>,
        ]
        readonly otherwise: readonly [
          string,
        ]
      }
    }
    readonly when: string
    readonly where: string
    readonly browser: string
    readonly address: Say<{ address: string }>
    readonly unknownBrowser: string
    readonly browserOnSystem: Say<{ browser: string; system: string }>
    readonly account: string
    readonly accountAt: Say<{ login: string; issuer: string }>
    readonly byWhen: string
    readonly immediately: string
    readonly device: string
    readonly notMe: string
    readonly byOperator: string
    readonly reset: string
    readonly confirmEmail: string
    readonly undoEmail: string
    readonly toAccount: string
    readonly footer: Say<{ product: string }>
  }
  readonly devMail: {
    readonly heading: string
    readonly lead: string
    readonly empty: string
    readonly subject: string
    readonly recipient: string
    readonly to: Say<{ address: string }>
    readonly html: string
    readonly text: string
    readonly back: string
  }
}
