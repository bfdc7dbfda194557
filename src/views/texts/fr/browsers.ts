import type { Texts } from '../../texts.ts'

export const trust: Texts['trusted']['trust'] = {
  label: (lifetime) => `Ne pas demander de code dans ce navigateur pendant ${lifetime}`,
  hint: 'Ne cochez pas cette case sur un ordinateur que d’autres personnes utilisent aussi.',
}

export const browserNames: Texts['trusted']['browserNames'] = {
  both: (browser, system) => `${browser} sous ${system}`,
  browser: (browser) => browser,
  system: (system) => `Navigateur sous ${system}`,
  unknown: 'Navigateur inconnu',
}

/** A name stands in quotes where a sentence would need an article. */
export const browsers: Texts['trusted']['browsers'] = {
  heading: 'Navigateurs de confiance',
  lead: (lifetime) =>
    `Dans les navigateurs de confiance, votre mot de passe suffit pour vous connecter pendant ${lifetime}. Les applications peuvent quand même demander un code.`,
  here: 'Ce navigateur',
  trusted: 'De confiance depuis le',
  until: 'Jusqu’au',
  lastUsed: 'Dernière utilisation le',
  address: 'Depuis l’adresse',
  forget: 'Retirer la confiance',
  forgetAll: 'Retirer la confiance à tous',
  empty: 'Aucun navigateur de confiance.',
  emptyHint:
    'Quand vous saisissez un code pour vous connecter, vous pouvez choisir qu’il ne soit plus demandé dans ce navigateur.',
  ended:
    'Un nouveau mot de passe, de nouveaux codes de secours et tout appareil ajouté ou supprimé y mettent fin pour tous les navigateurs.',
  done: {
    forgotten: (name) =>
      `«\u202f${name}\u202f» n’est plus un navigateur de confiance. S’y connecter demande à nouveau un code.`,
    all_forgotten:
      'Aucun navigateur n’est plus de confiance. Se connecter demande à nouveau un code.',
  },
}

export const browserForget: Texts['trusted']['browserForget'] = {
  heading: (name) => `Retirer la confiance à «\u202f${name}\u202f»\u202f?`,
  headingHere: 'Retirer la confiance à ce navigateur\u202f?',
  headingAll: 'Retirer la confiance à tous les navigateurs\u202f?',
  lead: 'S’y connecter demandera à nouveau un code.',
  leadHere: 'Se connecter ici, ou continuer à partir d’ici, demandera à nouveau un code.',
  leadAll: 'Se connecter demandera à nouveau un code dans chacun d’eux, y compris dans celui-ci.',
  submit: 'Retirer la confiance',
  submitAll: 'Retirer la confiance à tous',
  keep: 'Le garder',
  keepAll: 'Les garder',
}
