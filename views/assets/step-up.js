// Comfort only: every page works without it.
{
  const all = (selector) => document.querySelectorAll(selector)

  // Reloading this page, or coming back to it, fetches it from where it stands: nothing is sent twice.
  const { address } = document.body.dataset
  if (address) history.replaceState(null, '', address)

  // One submission per form: a second click would spend a code or an attempt twice.
  const sent = new WeakSet()
  document.addEventListener('submit', (event) => {
    if (sent.has(event.target)) event.preventDefault()
    else sent.add(event.target)
  })
  // Coming back by the back button shows this very page again, and it must work again.
  addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    for (const form of document.forms) sent.delete(form)
    for (const field of all('[name=code]')) field.value = ''
  })

  // There is nothing to fill in: it goes on at once, and its button is there for when that fails.
  for (const form of all('[data-goes-on]')) form.requestSubmit()

  for (const button of all('[data-shows]')) {
    const field = document.getElementById(button.dataset.shows)
    const turn = () => {
      const { other, otherLabel } = button.dataset
      button.dataset.other = button.textContent
      button.dataset.otherLabel = button.getAttribute('aria-label')
      button.textContent = other
      button.setAttribute('aria-label', otherLabel)
      field.type = field.type === 'password' ? 'text' : 'password'
    }
    button.addEventListener('click', turn)
    // Browsers keep what stood in a text field; a password must not be among it.
    field.form.addEventListener('submit', () => field.type === 'text' && turn())
    button.hidden = false
  }

  for (const field of all('[data-digits]')) {
    // Once only: who mends a typing error sends the form by hand.
    let over = false
    field.addEventListener('input', () => {
      const digits = field.value.match(/\p{Nd}/gu) ?? []
      if (over || !field.validity.valid || digits.length !== Number(field.dataset.digits)) return
      const button = field.form.querySelector('[type=submit]')
      if (button.disabled) return
      over = true
      field.form.requestSubmit(button)
    })
    const described = field.getAttribute('aria-describedby') ?? ''
    field.setAttribute('aria-describedby', `${described} ${field.id}-sent`)
  }

  for (const button of all('[data-copies]')) {
    const { copies, done, failed } = button.dataset
    const label = button.textContent
    button.setAttribute('aria-live', 'polite')
    button.addEventListener('click', async () => {
      const source = document.getElementById(copies)
      try {
        // A key, or a list of which each line is one: what was used is no `code` any more.
        const parts = source.matches('code') ? [source] : [...source.querySelectorAll('code')]
        const text = parts.map((part) => part.textContent.replace(/\s/g, '')).join('\n')
        await navigator.clipboard.writeText(text)
        button.textContent = done
      } catch {
        getSelection().selectAllChildren(source)
        button.textContent = failed
      }
      setTimeout(() => (button.textContent = label), 4000)
    })
    button.hidden = false
  }

  // What is not to be found on an open screen goes with its time; the server shows what comes then.
  for (const { dataset } of all('[data-left]')) {
    setTimeout(() => location.reload(), dataset.left * 1000)
  }

  for (const button of all('[data-prints]')) {
    button.addEventListener('click', () => print())
    button.hidden = false
  }

  for (const error of all('[data-wait]')) {
    const button = error.closest('form').querySelector('[type=submit]')
    const label = button.textContent
    const end = Date.now() + error.dataset.wait * 1000
    const two = (number) => String(number).padStart(2, '0')
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000)
      if (left > 0) {
        const hours = Math.floor(left / 3600)
        const minutes = Math.floor(left / 60) % 60
        const clock = `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(left % 60)}`
        button.textContent = `${label} (${clock})`
        return
      }
      clearInterval(timer)
      button.textContent = label
      button.disabled = false
      error.lastElementChild.textContent = error.dataset.over
      // Nothing is wrong any more.
      error.className = 'over'
      error.querySelector('svg').remove()
      error.parentElement.querySelector('input').removeAttribute('aria-invalid')
    }
    button.disabled = true
    const timer = setInterval(tick, 1000)
    tick()
  }

  // The server knows no time zone but its own; the reader's is here.
  for (const time of all('time[data-local]')) {
    const style = { dateStyle: 'long' }
    if (time.dataset.local === 'time') style.timeStyle = 'short'
    const format = new Intl.DateTimeFormat(document.body.dataset.locale, style)
    time.textContent = format.format(new Date(time.dateTime))
  }

  // Two minutes before the page ends it says so, and lets its reader stay (WCAG 2.2.1).
  for (const notice of all('.expiry')) {
    const [text, button] = notice.children
    let over = false
    let timers = []
    const startAt = (seconds) => {
      timers.forEach(clearTimeout)
      timers = [
        setTimeout(() => (notice.hidden = false), Math.max(0, seconds - 120) * 1000),
        setTimeout(() => {
          over = true
          notice.hidden = false
          text.textContent = text.dataset.over
          button.textContent = button.dataset.over
        }, seconds * 1000),
      ]
    }
    button.addEventListener('click', async () => {
      if (over) return location.reload()
      const { action, csrf } = notice.dataset
      const headers = { Accept: 'application/json' }
      const body = new URLSearchParams({ csrf })
      try {
        const answer = await fetch(action, { method: 'POST', headers, body, redirect: 'error' })
        const { seconds } = await answer.json()
        notice.hidden = true
        startAt(seconds)
      } catch {
        startAt(0)
      }
    })
    startAt(Number(notice.dataset.seconds))
  }
}
