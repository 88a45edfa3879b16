/** Objects that tell what happens: members beside the events of a target, getters kept as getters. */

/** Gives an event target further members and returns it as both. */
export function withMembers<E extends object, M extends object>(events: E, members: M): E & M {
  return Object.defineProperties(events, Object.getOwnPropertyDescriptors(members)) as E & M
}
