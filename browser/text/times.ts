/** Dates and times as people read them. */
import { words } from './words.ts'

const DAY_MS = 86_400_000

/** For example «22 Nov 2026». */
export function dateOf(atMs: number): string {
  return new Intl.DateTimeFormat(words.dates, { day: 'numeric', month: 'short', year: 'numeric' }).format(atMs)
}

/** For example «19:03», in the browser's own habit of 12 or 24 hours. */
export function timeOf(atMs: number): string {
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }).format(atMs)
}

/** The day as a heading: «Today», «Yesterday», or the date. */
export function dayOf(atMs: number, nowMs: number): string {
  const days = Math.round((startOfDay(nowMs) - startOfDay(atMs)) / DAY_MS)
  if (days === 0) return words.chat.today
  return days === 1 ? words.chat.yesterday : dateOf(atMs)
}

/** A length of time in the unit that says most, for example «2 days». */
export function lengthOf(lengthMs: number): string {
  const units = [
    ['day', DAY_MS],
    ['hour', DAY_MS / 24],
    ['minute', DAY_MS / 24 / 60]
  ] as const
  const [unit, unitMs] = units.find(([, ms]) => lengthMs >= 1.5 * ms) ?? (['minute', 60_000] as const)
  const format = new Intl.NumberFormat(words.dates, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 0
  })
  return format.format(Math.round(lengthMs / unitMs))
}

/** Whether two instants lie on one day here. */
export function isSameDay(firstMs: number, secondMs: number): boolean {
  return startOfDay(firstMs) === startOfDay(secondMs)
}

function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0)
}
