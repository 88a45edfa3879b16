/** The library people embed: enter the city, find homes, join rooms. Everything else is inside. */
export { createCity, type City, type CityEvents, type CityOptions, type CityState } from './city/city.ts'
