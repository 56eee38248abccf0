import pg from "pg";
import { embed } from "./embed.js";

const skills = [
  ["Review a pull request", "Reads a diff, finds mistakes and says how to mend them."],
  ["Write release notes", "Turns a list of commits into notes that users understand."],
  ["Answer a support mail", "Drafts a friendly answer from the product's documentation."],
  ["Translate a document", "Keeps headings, tables and terms of a document while translating."],
  ["Summarise a meeting", "Lists decisions and open questions of a transcript."],
  ["Explain a stack trace", "Finds the cause of an error in a program and names the line to look at."],
  ["Query a database", "Writes the SQL for a question asked in plain words."],
];

/** Serialises the set-up when several instances start at once. Any number that nothing else uses. */
const setUpLock = 2027;

/** @param {string | undefined} connectionString */
export function openDatabase(connectionString) {
  const pool = new pg.Pool({ connectionString, max: 10, connectionTimeoutMillis: 3000 });
  // A connection that breaks while it is idle is replaced by the next query; without a listener it would end the process.
  pool.on("error", (error) => console.error(`database: ${error.message}`));
  return {
    setUp: () => setUp(pool),
    isReachable: () => isReachable(pool),
    listSkills: () => listSkills(pool),
    searchSkills: (/** @type {string} */ text) => searchSkills(pool, text),
    close: () => pool.end(),
  };
}

async function setUp(pool) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [setUpLock]);
    await client.query("CREATE EXTENSION IF NOT EXISTS vector");
    await client.query(`CREATE TABLE IF NOT EXISTS skills (
      id serial PRIMARY KEY, name text NOT NULL UNIQUE, summary text NOT NULL, embedding vector(64) NOT NULL)`);
    for (const [name, summary] of skills) {
      await client.query(
        "INSERT INTO skills (name, summary, embedding) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        [name, summary, toVector(`${name} ${summary}`)],
      );
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function isReachable(pool) {
  try {
    await pool.query("SELECT 1");
    return true;
  } catch (error) {
    console.error(`database: ${error.message}`);
    return false;
  }
}

async function listSkills(pool) {
  return (await pool.query("SELECT name, summary FROM skills ORDER BY name")).rows;
}

/** The skills whose words are nearest, by cosine distance. */
async function searchSkills(pool, text) {
  const { rows } = await pool.query(
    "SELECT name, summary, round((1 - (embedding <=> $1))::numeric, 3)::float AS score FROM skills ORDER BY embedding <=> $1 LIMIT 5",
    [toVector(text)],
  );
  return rows;
}

function toVector(text) {
  return `[${embed(text).join(",")}]`;
}
