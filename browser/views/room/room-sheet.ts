/** What lies over the room and is nobody's business but the view's. */
export type RoomSheet = 'none' | 'more' | 'leave' | 'shortcuts'
