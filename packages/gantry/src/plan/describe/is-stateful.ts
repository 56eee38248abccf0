import type { Service } from "../../model/service.ts";

/** Images whose containers hold data: the last part of the repository's name, without a tag. */
const dataStores = new Set(
  [
    ["postgres", "postgresql", "postgis", "pgvector", "timescaledb", "timescaledb-ha", "supabase-postgres"],
    ["mysql", "mysql-server", "mariadb", "percona", "percona-server", "tidb"],
    ["mongo", "mongodb", "mongodb-community-server", "ferretdb", "couchdb", "couchbase", "cassandra", "scylla"],
    ["redis", "redis-stack", "redis-stack-server", "valkey", "keydb", "dragonfly", "memgraph", "neo4j", "arangodb"],
    ["typesense", "elasticsearch", "opensearch", "meilisearch", "solr", "qdrant", "weaviate", "milvus", "chroma"],
    ["clickhouse", "clickhouse-server", "influxdb", "questdb", "prometheus", "victoria-metrics", "loki"],
    ["rabbitmq", "nats", "kafka", "cp-kafka", "redpanda", "zookeeper", "etcd", "minio", "seaweedfs", "vault"],
    ["cockroach", "rethinkdb", "surrealdb", "mssql-server"],
  ].flat(),
);

/**
 * Whether a service holds data that lives longer than its container. `x-gantry.stateful` decides where it is set; else it is a known data store
 * with a volume of its own, named or anonymous.
 */
export function isStateful(service: Service): boolean {
  const declared = service["x-gantry"]?.stateful;
  if (declared !== undefined) return declared;
  const hasData = (service.volumes ?? []).some(
    ({ type, read_only }) => (type === "volume" || type === "bind") && !read_only,
  );
  return hasData && isDataStore(service);
}

/** Whether the image is a known data store, unless `x-gantry.stateful` says that it holds nothing. */
export function isDataStore(service: Service): boolean {
  return service["x-gantry"]?.stateful !== false && dataStores.has(repositoryName(service.image ?? ""));
}

/** `registry:5000/bitnami/postgresql:17@sha256:…` is `postgresql`. */
function repositoryName(image: string): string {
  const path = image.split("@")[0]?.split("/").at(-1) ?? "";
  return (path.split(":")[0] ?? "").toLowerCase();
}
