import type { Pages } from '../pages/pages.ts'
import type { ApplicationRow, SessionRow } from '../pages/sessions.ts'
import { accountFrame } from './account-frame.ts'
import { formView } from './form-view.ts'
import { apiLines, permissionLines, websiteOf } from './sign-in-views.ts'
import type { Texts } from './texts.ts'
import type { View } from './view.ts'

/** The account's pages about where it is signed in, and what it has let in. */

export function sessionsView(model: Pages['sessions'], texts: Texts): View {
  const { sessions } = texts
  return {
    heading: sessions.heading,
    lead: sessions.lead,
    failed: false,
    words: sessions,
    ...accountFrame(model.frame, texts),
    done: model.done && sessions.ended({ count: model.done.ended }),
    form: { action: model.endAction, csrf: model.csrf },
    sessions: model.sessions.map((session) => sessionLine(session, texts)),
    endOthersAction: model.endOthersAction,
    shown: model.shown === undefined ? undefined : sessions.shown({ count: model.shown }),
  }
}

function sessionLine(session: SessionRow, { sessions, formats }: Texts) {
  const { id, address, device, signedInAt, lastUsedAt, applications, current } = session
  return {
    id,
    name: browserName(session.browser, sessions),
    current,
    address,
    device,
    signedIn: signedInAt && timeOf(signedInAt, formats),
    lastUsed: current ? undefined : lastUsedAt && timeOf(lastUsedAt, formats),
    applications: applications.length === 0 ? sessions.onlyAccount : formats.list(applications),
  }
}

function browserName(
  { browser, system }: SessionRow['browser'],
  { browser: both, unknownBrowser }: Texts['sessions'],
): string {
  if (browser === undefined) return system ?? unknownBrowser
  return system === undefined ? browser : both({ browser, system })
}

const timeOf = (at: Date, { dateTime }: Texts['formats']) => ({
  machine: at.toISOString(),
  text: dateTime(at),
})

export function applicationsView(model: Pages['applications'], texts: Texts): View {
  const { applications } = texts
  return {
    heading: applications.heading,
    lead: applications.lead,
    failed: false,
    words: applications,
    ...accountFrame(model.frame, texts),
    done: model.done && applications.revoked({ application: model.done.name }),
    applications: model.applications.map((application) => applicationLine(application, texts)),
  }
}

function applicationLine(application: ApplicationRow, texts: Texts) {
  const { name, uri, permissions, apis, since, firstParty, revokeHref } = application
  return {
    name,
    website: websiteOf(uri),
    permissions: permissionLines(permissions, texts),
    apis: apiLines(apis, texts),
    since: { machine: since.toISOString(), text: texts.formats.date(since) },
    firstParty,
    revokeHref,
  }
}

export function applicationRevokeView(model: Pages['application-revoke'], texts: Texts): View {
  const { applicationRevoke } = texts
  return formView({
    heading: applicationRevoke.heading({ application: model.applicationName }),
    lead: model.firstParty ? applicationRevoke.leadFirstParty : applicationRevoke.lead,
    lines: [applicationRevoke.hint],
    form: model,
    accountName: model.accountName,
    submit: applicationRevoke.submit,
    danger: true,
    keep: applicationRevoke.keep,
    cancelHref: model.cancelHref,
  })
}
