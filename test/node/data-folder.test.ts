import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderError, openDataFolder } from '../../node/data-folder.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('a new folder is made for its owner alone and marked with the data version', async () => {
  const folder = join(await temporaryFolder(), 'deep', 'data')
  await openDataFolder(folder)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  await expect(readFile(join(folder, 'version'), 'utf8')).resolves.toBe('1\n')
})

test('it opens again, and an empty folder of others becomes private', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'lost+found'))
  await openDataFolder(folder)
  await openDataFolder(folder)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('a folder of another data version is left alone, with what to do', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'version'), '2\n')
  await expect(openDataFolder(folder)).rejects.toMatchObject({
    name: 'StorageError',
    code: 'data-version',
    message: expect.stringMatching(/another version of Video City \(data version "2"; this one knows 1\).*--data/)
  })
  await expect(readFile(join(folder, 'version'), 'utf8')).resolves.toBe('2\n')
})

test("a folder with other people's files is not taken over", async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'holiday.jpg'), 'x')
  await expect(openDataFolder(folder)).rejects.toMatchObject({
    code: 'data-version',
    message: expect.stringContaining('it holds holiday.jpg')
  })
})

test('a file in place of the folder, or of one above it, is told as such', async () => {
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  for (const folder of [file, join(file, 'below')]) {
    await expect(openDataFolder(folder)).rejects.toMatchObject({
      code: 'data-not-writable',
      message: expect.stringMatching(/cannot be used: a file is in its place\. Name another folder with --data/)
    })
  }
})

test('a folder in which nothing can be written is told as such', async () => {
  // even root cannot write here
  await expect(openDataFolder('/proc/self/videocity')).rejects.toMatchObject({ code: 'data-not-writable' })
})

test('a full disk and a forbidden folder are told apart', () => {
  const error = (code: string) => folderError('/data', Object.assign(new Error('no'), { code })).message
  expect(error('ENOSPC')).toMatch(/the disk is full/)
  expect(error('EACCES')).toMatch(/this user may not write there/)
  expect(error('EROFS')).toMatch(/read-only/)
  expect(error('EWEIRD')).toMatch(/cannot be used: no\./)
})
