/**
 * The vector store that LangChain documents for Supabase: its table and its function word for
 * word, the HNSW index that Supabase's guide adds, and a GIN index for the filter.
 *
 * `lean` leaves out the vectors that the documented function returns as JSON, which costs more
 * than the search: what somebody would write who measured it.
 */
export const PEER_SCHEMA = `
create table documents (
  id bigserial primary key,
  content text,
  metadata jsonb,
  embedding extensions.vector(1536)
);

create function match_documents (
  query_embedding extensions.vector(1536),
  match_count int default null,
  filter jsonb default '{}'
) returns table (
  id bigint,
  content text,
  metadata jsonb,
  embedding jsonb,
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
    (embedding::text)::jsonb as embedding,
    1 - (documents.embedding <=> query_embedding) as similarity
  from documents
  where metadata @> filter
  order by documents.embedding <=> query_embedding
  limit match_count;
end;
$$;

create function match_documents_lean (
  query_embedding extensions.vector(1536),
  match_count int default null,
  filter jsonb default '{}'
) returns table (
  id bigint,
  content text,
  metadata jsonb,
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
    1 - (documents.embedding <=> query_embedding) as similarity
  from documents
  where metadata @> filter
  order by documents.embedding <=> query_embedding
  limit match_count;
end;
$$;
`;

export const PEER_INDEXES = [
  { name: "documents_metadata_idx", sql: "create index documents_metadata_idx on documents using gin (metadata)" },
  {
    name: "documents_embedding_idx",
    sql: "create index documents_embedding_idx on documents using hnsw (embedding extensions.vector_cosine_ops)",
  },
];
