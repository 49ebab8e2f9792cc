/**
 * The vector store that LangChain documents for Supabase: its table and its function word for
 * word, the HNSW index that Supabase's guide adds, and a GIN index for the filter.
 *
 * `match_documents_lean` leaves out the vectors that the documented function returns as JSON, which
 * cost more than the search: what somebody would write who measured it.
 */
export const PEER_SCHEMA = `
create table documents (
  id bigserial primary key,
  content text,
  metadata jsonb,
  embedding extensions.vector(1536)
);
${matchDocuments("match_documents", true)}
${matchDocuments("match_documents_lean", false)}
`;

function matchDocuments(name: string, withVectors: boolean): string {
  return `
create function ${name} (
  query_embedding extensions.vector(1536),
  match_count int default null,
  filter jsonb default '{}'
) returns table (
  id bigint,
  content text,
  metadata jsonb,
  ${withVectors ? "embedding jsonb," : ""}
  similarity float
)
language plpgsql
as $$
#variable_conflict use_column
begin
  return query
  select
    id,
    content,
    metadata,
    ${withVectors ? "(embedding::text)::jsonb as embedding," : ""}
    1 - (documents.embedding <=> query_embedding) as similarity
  from documents
  where metadata @> filter
  order by documents.embedding <=> query_embedding
  limit match_count;
end;
$$;`;
}

export const PEER_INDEXES = [
  {
    name: "documents_metadata_idx",
    sql: "create index documents_metadata_idx on documents using gin (metadata)",
  },
  {
    name: "documents_embedding_idx",
    sql:
      "create index documents_embedding_idx on documents using hnsw (embedding extensions.vector_cosine_ops)",
  },
];
