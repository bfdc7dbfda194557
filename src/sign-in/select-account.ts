import type { Context } from 'koa'
import { applicationName, showOnTheWay } from '../web/index.ts'
import { choiceOf } from '../oidc/index.ts'
import { showNext, type PageContext, type Step } from './page-context.ts'
import { labelOf, submit, type Flow } from './flow.ts'

/** Asks in which account to go on: that of the session, or another one. */
export function renderSelectAccount(page: PageContext, ctx: Context, flow: Flow): void {
  const { interaction, client } = flow
  const form = `${page.path}/${interaction.uid}`
  showOnTheWay(page, ctx, 'select-account', {
    action: `${form}/account`,
    cancelAction: `${form}/cancel`,
    csrf: page.guard.token(`interaction:${interaction.uid}`),
    applicationName: applicationName(client, ctx),
    accountName: labelOf(flow),
  })
}

/**
 * Takes the choice. It lets nobody in: what the request takes is decided after it. The session stays as it is until somebody has
 * signed in to the other account, so that whoever thinks better of it, or only followed a link, has lost nothing.
 */
export const acceptAccount: Step = async (page, ctx, { interaction }, fields) => {
  const choice = fields.get('account')
  if (choice !== 'this' && choice !== 'other') return showNext(page, ctx, interaction)
  await submit(ctx, interaction, {
    ...interaction.lastSubmission,
    ...choiceOf(choice === 'other'),
  })
}
