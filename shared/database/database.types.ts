export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "internal": {
    Tables: {
      "account_leases": {
        Row: {
          "expires_at": string;
          "holder": string | null;
          "last_error_code": string | null;
          "last_failure_at": string | null;
          "last_success_at": string | null;
          "linked_account_id": string;
          "waiting_until": string | null;
        };
        ComputedFields: never;
        Insert: {
          "expires_at"?: string;
          "holder"?: string | null;
          "last_error_code"?: string | null;
          "last_failure_at"?: string | null;
          "last_success_at"?: string | null;
          "linked_account_id": string;
          "waiting_until"?: string | null;
        };
        Update: {
          "expires_at"?: string;
          "holder"?: string | null;
          "last_error_code"?: string | null;
          "last_failure_at"?: string | null;
          "last_success_at"?: string | null;
          "linked_account_id"?: string;
          "waiting_until"?: string | null;
        };
        Relationships: [];
      };
      "counters": {
        Row: {
          "labels": NonNullable<Json>;
          "metric": string;
          "shard": number;
          "total": number;
        };
        ComputedFields: never;
        Insert: {
          "labels"?: NonNullable<Json>;
          "metric": string;
          "shard": number;
          "total"?: number;
        };
        Update: {
          "labels"?: NonNullable<Json>;
          "metric"?: string;
          "shard"?: number;
          "total"?: number;
        };
        Relationships: [];
      };
      "dead_letters": {
        Row: {
          "attempts": number;
          "cause": string;
          "created_at": string;
          "enqueued_at": string;
          "id": string;
          "message_id": number;
          "occurrences": number;
          "payload": NonNullable<Json>;
          "queue": string;
          "requeued_at": string | null;
        };
        ComputedFields: never;
        Insert: {
          "attempts": number;
          "cause": string;
          "created_at"?: string;
          "enqueued_at": string;
          "id"?: string;
          "message_id": number;
          "occurrences"?: number;
          "payload": NonNullable<Json>;
          "queue": string;
          "requeued_at"?: string | null;
        };
        Update: {
          "attempts"?: number;
          "cause"?: string;
          "created_at"?: string;
          "enqueued_at"?: string;
          "id"?: string;
          "message_id"?: number;
          "occurrences"?: number;
          "payload"?: NonNullable<Json>;
          "queue"?: string;
          "requeued_at"?: string | null;
        };
        Relationships: [];
      };
      "deletion_audit": {
        Row: {
          "embeddings": number;
          "erased": NonNullable<Json>;
          "events": number;
          "finished_at": string | null;
          "id": string;
          "notes": number;
          "prompts": number;
          "proposals": number;
          "references_cleared": number;
          "scope": string | null;
          "started_at": string;
          "summaries": number;
          "threads": number;
          "user_id": string | null;
        };
        ComputedFields: never;
        Insert: {
          "embeddings"?: number;
          "erased"?: NonNullable<Json>;
          "events"?: number;
          "finished_at"?: string | null;
          "id"?: string;
          "notes"?: number;
          "prompts"?: number;
          "proposals"?: number;
          "references_cleared"?: number;
          "scope"?: string | null;
          "started_at"?: string;
          "summaries"?: number;
          "threads"?: number;
          "user_id"?: string | null;
        };
        Update: {
          "embeddings"?: number;
          "erased"?: NonNullable<Json>;
          "events"?: number;
          "finished_at"?: string | null;
          "id"?: string;
          "notes"?: number;
          "prompts"?: number;
          "proposals"?: number;
          "references_cleared"?: number;
          "scope"?: string | null;
          "started_at"?: string;
          "summaries"?: number;
          "threads"?: number;
          "user_id"?: string | null;
        };
        Relationships: [];
      };
      "dismissed_requests": {
        Row: {
          "event_id": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "event_id": string;
          "user_id": string;
        };
        Update: {
          "event_id"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "embedding_counts": {
        Row: {
          "chunks": number;
          "embedding_model": string;
          "id": number;
          "object_type": string;
          "objects": number;
          "source": string | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "chunks": number;
          "embedding_model": string;
          "id"?: never;
          "object_type": string;
          "objects": number;
          "source"?: string | null;
          "user_id": string;
        };
        Update: {
          "chunks"?: number;
          "embedding_model"?: string;
          "id"?: never;
          "object_type"?: string;
          "objects"?: number;
          "source"?: string | null;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "event_counts": {
        Row: {
          "embeddable": number;
          "events": number;
          "id": number;
          "source": string;
          "source_account_id": string | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "embeddable": number;
          "events": number;
          "id"?: never;
          "source": string;
          "source_account_id"?: string | null;
          "user_id": string;
        };
        Update: {
          "embeddable"?: number;
          "events"?: number;
          "id"?: never;
          "source"?: string;
          "source_account_id"?: string | null;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "graph_members": {
        Row: {
          "embedding_model": string;
          "leaving": boolean;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "embedding_model": string;
          "leaving"?: boolean;
          "user_id": string;
        };
        Update: {
          "embedding_model"?: string;
          "leaving"?: boolean;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "idempotency_keys": {
        Row: {
          "body": string | null;
          "created_at": string;
          "expires_at": string;
          "headers": NonNullable<Json>;
          "held_until": string;
          "holder": string;
          "id": string;
          "is_gone": boolean;
          "key": string;
          "request_hash": string;
          "route": string;
          "status": number | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "body"?: string | null;
          "created_at"?: string;
          "expires_at"?: string;
          "headers"?: NonNullable<Json>;
          "held_until": string;
          "holder": string;
          "id"?: string;
          "is_gone"?: boolean;
          "key": string;
          "request_hash": string;
          "route": string;
          "status"?: number | null;
          "user_id": string;
        };
        Update: {
          "body"?: string | null;
          "created_at"?: string;
          "expires_at"?: string;
          "headers"?: NonNullable<Json>;
          "held_until"?: string;
          "holder"?: string;
          "id"?: string;
          "is_gone"?: boolean;
          "key"?: string;
          "request_hash"?: string;
          "route"?: string;
          "status"?: number | null;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "job_runs": {
        Row: {
          "completed": number;
          "dead": number;
          "error_code": string | null;
          "finished_at": string | null;
          "heartbeat_at": string;
          "id": string;
          "queue": string;
          "retried": number;
          "started_at": string;
          "status": string;
        };
        ComputedFields: never;
        Insert: {
          "completed"?: number;
          "dead"?: number;
          "error_code"?: string | null;
          "finished_at"?: string | null;
          "heartbeat_at"?: string;
          "id"?: string;
          "queue": string;
          "retried"?: number;
          "started_at"?: string;
          "status"?: string;
        };
        Update: {
          "completed"?: number;
          "dead"?: number;
          "error_code"?: string | null;
          "finished_at"?: string | null;
          "heartbeat_at"?: string;
          "id"?: string;
          "queue"?: string;
          "retried"?: number;
          "started_at"?: string;
          "status"?: string;
        };
        Relationships: [];
      };
      "metrics_snapshot": {
        Row: {
          "id": boolean;
          "report": NonNullable<Json>;
          "taken_at": string;
        };
        ComputedFields: never;
        Insert: {
          "id"?: boolean;
          "report": NonNullable<Json>;
          "taken_at": string;
        };
        Update: {
          "id"?: boolean;
          "report"?: NonNullable<Json>;
          "taken_at"?: string;
        };
        Relationships: [];
      };
      "model_usage": {
        Row: {
          "calls": number;
          "cost": number;
          "day": string;
          "input_tokens": number;
          "model": string;
          "output_tokens": number;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "calls"?: number;
          "cost"?: number;
          "day": string;
          "input_tokens"?: number;
          "model": string;
          "output_tokens"?: number;
          "user_id": string;
        };
        Update: {
          "calls"?: number;
          "cost"?: number;
          "day"?: string;
          "input_tokens"?: number;
          "model"?: string;
          "output_tokens"?: number;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "oauth_grants": {
        Row: {
          "created_at": string;
          "expires_at": string;
          "grant_enc": string;
          "handle_hash": string;
          "provider": string;
          "token_fingerprint": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "expires_at": string;
          "grant_enc": string;
          "handle_hash": string;
          "provider": string;
          "token_fingerprint": string;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "expires_at"?: string;
          "grant_enc"?: string;
          "handle_hash"?: string;
          "provider"?: string;
          "token_fingerprint"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "oauth_states": {
        Row: {
          "app_redirect": string | null;
          "created_at": string;
          "expires_at": string;
          "provider": string;
          "redirect_uri": string;
          "state_hash": string;
          "user_id": string;
          "verifier_enc": string | null;
        };
        ComputedFields: never;
        Insert: {
          "app_redirect"?: string | null;
          "created_at"?: string;
          "expires_at": string;
          "provider": string;
          "redirect_uri": string;
          "state_hash": string;
          "user_id": string;
          "verifier_enc"?: string | null;
        };
        Update: {
          "app_redirect"?: string | null;
          "created_at"?: string;
          "expires_at"?: string;
          "provider"?: string;
          "redirect_uri"?: string;
          "state_hash"?: string;
          "user_id"?: string;
          "verifier_enc"?: string | null;
        };
        Relationships: [];
      };
      "paused_queues": {
        Row: {
          "queue": string;
          "reason": string;
          "until": string;
        };
        ComputedFields: never;
        Insert: {
          "queue": string;
          "reason": string;
          "until": string;
        };
        Update: {
          "queue"?: string;
          "reason"?: string;
          "until"?: string;
        };
        Relationships: [];
      };
      "people": {
        Row: {
          "entity_id": string;
          "id": number;
          "key": string;
          "linked_account_id": string | null;
          "name": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "entity_id": string;
          "id"?: never;
          "key": string;
          "linked_account_id"?: string | null;
          "name": string;
          "user_id": string;
        };
        Update: {
          "entity_id"?: string;
          "id"?: never;
          "key"?: string;
          "linked_account_id"?: string | null;
          "name"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "prompts": {
        Row: {
          "answer": NonNullable<Json>;
          "cost": number | null;
          "created_at": string;
          "expires_at": string;
          "id": string;
          "input_tokens": number;
          "output_tokens": number;
          "prompt": string;
          "source_refs": NonNullable<Json>;
          "user_id": string;
          "window_end": string | null;
          "window_start": string | null;
        };
        ComputedFields: never;
        Insert: {
          "answer": NonNullable<Json>;
          "cost"?: number | null;
          "created_at"?: string;
          "expires_at"?: string;
          "id": string;
          "input_tokens"?: number;
          "output_tokens"?: number;
          "prompt": string;
          "source_refs"?: NonNullable<Json>;
          "user_id": string;
          "window_end"?: string | null;
          "window_start"?: string | null;
        };
        Update: {
          "answer"?: NonNullable<Json>;
          "cost"?: number | null;
          "created_at"?: string;
          "expires_at"?: string;
          "id"?: string;
          "input_tokens"?: number;
          "output_tokens"?: number;
          "prompt"?: string;
          "source_refs"?: NonNullable<Json>;
          "user_id"?: string;
          "window_end"?: string | null;
          "window_start"?: string | null;
        };
        Relationships: [];
      };
      "push_subscriptions": {
        Row: {
          "due_at": string;
          "error_code": string | null;
          "expires_at": string | null;
          "failures": number;
          "linked_account_id": string;
          "resource": string;
          "secret_hash": string | null;
          "subscription_id": string | null;
        };
        ComputedFields: never;
        Insert: {
          "due_at": string;
          "error_code"?: string | null;
          "expires_at"?: string | null;
          "failures"?: number;
          "linked_account_id": string;
          "resource": string;
          "secret_hash"?: string | null;
          "subscription_id"?: string | null;
        };
        Update: {
          "due_at"?: string;
          "error_code"?: string | null;
          "expires_at"?: string | null;
          "failures"?: number;
          "linked_account_id"?: string;
          "resource"?: string;
          "secret_hash"?: string | null;
          "subscription_id"?: string | null;
        };
        Relationships: [];
      };
      "rate_limits": {
        Row: {
          "bucket": string;
          "granted_at": (string)[];
          "last_granted_at": string;
        };
        ComputedFields: never;
        Insert: {
          "bucket": string;
          "granted_at"?: (string)[];
          "last_granted_at"?: string;
        };
        Update: {
          "bucket"?: string;
          "granted_at"?: (string)[];
          "last_granted_at"?: string;
        };
        Relationships: [];
      };
      "reset_sightings": {
        Row: {
          "external_id": string;
          "linked_account_id": string;
          "resource": string;
        };
        ComputedFields: never;
        Insert: {
          "external_id": string;
          "linked_account_id": string;
          "resource": string;
        };
        Update: {
          "external_id"?: string;
          "linked_account_id"?: string;
          "resource"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "reset_sightings_cursor_fkey";
            columns: ["linked_account_id", "resource"];
            isOneToOne: false;
            referencedRelation: "sync_cursors";
            referencedColumns: ["linked_account_id", "resource"];
          },
        ];
      };
      "sync_cursors": {
        Row: {
          "begun_at": string | null;
          "completed_at": string | null;
          "cursor": NonNullable<Json>;
          "linked_account_id": string;
          "origin": string;
          "read_until": string | null;
          "reset_at": string | null;
          "reset_since": string | null;
          "reset_until": string | null;
          "resource": string;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "begun_at"?: string | null;
          "completed_at"?: string | null;
          "cursor"?: NonNullable<Json>;
          "linked_account_id": string;
          "origin"?: string;
          "read_until"?: string | null;
          "reset_at"?: string | null;
          "reset_since"?: string | null;
          "reset_until"?: string | null;
          "resource": string;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "begun_at"?: string | null;
          "completed_at"?: string | null;
          "cursor"?: NonNullable<Json>;
          "linked_account_id"?: string;
          "origin"?: string;
          "read_until"?: string | null;
          "reset_at"?: string | null;
          "reset_since"?: string | null;
          "reset_until"?: string | null;
          "resource"?: string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "sync_problems": {
        Row: {
          "code": string;
          "first_seen_at": string;
          "item_count": number | null;
          "last_seen_at": string;
          "linked_account_id": string;
          "resource": string;
        };
        ComputedFields: never;
        Insert: {
          "code": string;
          "first_seen_at"?: string;
          "item_count"?: number | null;
          "last_seen_at"?: string;
          "linked_account_id": string;
          "resource": string;
        };
        Update: {
          "code"?: string;
          "first_seen_at"?: string;
          "item_count"?: number | null;
          "last_seen_at"?: string;
          "linked_account_id"?: string;
          "resource"?: string;
        };
        Relationships: [];
      };
      "telegram_logins": {
        Row: {
          "created_at": string;
          "expires_at": string;
          "id": string;
          "login_enc": string;
          "phone_mac": string;
          "step": string;
          "tries": number;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "expires_at": string;
          "id": string;
          "login_enc": string;
          "phone_mac": string;
          "step"?: string;
          "tries"?: number;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "expires_at"?: string;
          "id"?: string;
          "login_enc"?: string;
          "phone_mac"?: string;
          "step"?: string;
          "tries"?: number;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "timezones": {
        Row: {
          "name": string;
        };
        ComputedFields: never;
        Insert: {
          "name": string;
        };
        Update: {
          "name"?: string;
        };
        Relationships: [];
      };
      "token_refreshes": {
        Row: {
          "expires_at": string;
          "holder": string | null;
          "linked_account_id": string;
        };
        ComputedFields: never;
        Insert: {
          "expires_at"?: string;
          "holder"?: string | null;
          "linked_account_id": string;
        };
        Update: {
          "expires_at"?: string;
          "holder"?: string | null;
          "linked_account_id"?: string;
        };
        Relationships: [];
      };
      "tombstones": {
        Row: {
          "expires_at": string;
          "external_id": string;
          "source": string;
          "source_version": string | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "expires_at"?: string;
          "external_id": string;
          "source": string;
          "source_version"?: string | null;
          "user_id": string;
        };
        Update: {
          "expires_at"?: string;
          "external_id"?: string;
          "source"?: string;
          "source_version"?: string | null;
          "user_id"?: string;
        };
        Relationships: [];
      };
      "unseen_events": {
        Row: {
          "event_id": string;
          "linked_account_id": string;
          "resource": string;
        };
        ComputedFields: never;
        Insert: {
          "event_id": string;
          "linked_account_id": string;
          "resource": string;
        };
        Update: {
          "event_id"?: string;
          "linked_account_id"?: string;
          "resource"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "unseen_events_cursor_fkey";
            columns: ["linked_account_id", "resource"];
            isOneToOne: false;
            referencedRelation: "sync_cursors";
            referencedColumns: ["linked_account_id", "resource"];
          },
        ];
      };
      "usage_counts": {
        Row: {
          "relation": string;
          "row_count": number;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "relation": string;
          "row_count": number;
          "user_id": string;
        };
        Update: {
          "relation"?: string;
          "row_count"?: number;
          "user_id"?: string;
        };
        Relationships: [];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      "abandon_request": {
        Args: { "for_holder": string; "forget": boolean; "request_id": string };
        Returns: undefined;
      };
      "account_pushes": {
        Args: { "account": string };
        Returns: {
          "due": boolean;
          "resource": string;
          "subscription_id": string;
        }[];
      };
      "account_report": {
        Args: { "most"?: number };
        Returns: {
          "account_id": string;
          "error_code": string;
          "last_failure_at": string;
          "last_success_at": string;
          "provider": string;
          "status": string;
        }[];
      };
      "account_token": {
        Args: { "account": string };
        Returns: {
          "access_token_enc": string;
          "expires_at": string;
          "id": string;
          "provider": string;
          "refresh_token_enc": string;
          "scopes": string;
          "token_type": string;
          "user_id": string;
        }[];
      };
      "added_counts": { Args: { "counts": Json; "more": Json }; Returns: Json };
      "advance_telegram_login": {
        Args: { "for_user": string; "login": string; "login_enc": string };
        Returns: boolean;
      };
      "begin_erasure": { Args: { "for_user": string; "wanted": string }; Returns: string };
      "begin_telegram_login": {
        Args: {
          "for_user": string;
          "login": string;
          "login_enc": string;
          "phone_mac": string;
          "seconds": number;
        };
        Returns: undefined;
      };
      "choose_graph_members": {
        Args: { "lower_border"?: number; "upper_border"?: number };
        Returns: number;
      };
      "choose_resources": {
        Args: { "account": string; "for_user": string; "selection": Json };
        Returns: boolean;
      };
      "claim_grant": {
        Args: {
          "for_user": string;
          "given_hash": string;
          "metadata": Json;
          "provider": string;
          "provider_account_id": string;
          "scopes": string;
          "token": Json;
        };
        Returns: string;
      };
      "claim_refresh": {
        Args: { "account": string; "for_holder": string; "seconds": number };
        Returns: boolean;
      };
      "claim_request": {
        Args: {
          "for_holder": string;
          "for_user": string;
          "key": string;
          "request_hash": string;
          "route": string;
          "seconds": number;
        };
        Returns: {
          "body": string;
          "headers": Json;
          "id": string;
          "state": string;
          "status": number;
        }[];
      };
      "content_hash": { Args: { "parts": (string)[] }; Returns: string };
      "count_embedded": {
        Args: { "at": string; "for_user": string; "kind": string; "model": string };
        Returns: {
          "objects": number;
          "source": string;
        }[];
      };
      "count_requests": { Args: { "counts": Json }; Returns: undefined };
      "count_up": {
        Args: { "amount"?: number; "labels": Json; "metric": string };
        Returns: undefined;
      };
      "coverage": {
        Args: { "for_user": string };
        Returns: {
          "account_id": string;
          "account_status": string;
          "embeddable": number;
          "error_code": string;
          "last_success_at": string;
          "not_begun": number;
          "not_completed": number;
          "origin": string;
          "problems": Json;
          "read_from": string;
          "read_until": string;
          "resources": number;
          "source": string;
          "status_reason": string;
          "waiting_until": string;
        }[];
      };
      "delete_embeddings": { Args: { "refs": Json }; Returns: number };
      "delete_events": {
        Args: { "batch_source": string; "deletions": Json; "owner": string };
        Returns: number;
      };
      "delete_expired_embeddings": {
        Args: { "batch_size": number; "expired_before": string };
        Returns: number;
      };
      "dismissed_detections": { Args: { "detected": Json; "for_user": string }; Returns: Json };
      "dispatch_jobs": { Args: { "max_workers"?: number }; Returns: number };
      "drop_account": { Args: { "account": string; "for_user": string }; Returns: boolean };
      "drop_grant": { Args: { "given_hash": string }; Returns: boolean };
      "embeddable_objects": {
        Args: { "refs": Json; "with_content"?: boolean };
        Returns: {
          "content": string;
          "expires_at": string;
          "object_id": string;
          "object_type": string;
          "occurred_at": string;
          "source": string;
          "truncated": boolean;
          "user_id": string;
          "version": string;
        }[];
      };
      "embeddable_part": { Args: { "content": string }; Returns: string };
      "embedding_hashes": {
        Args: { "model": string; "refs": Json };
        Returns: {
          "content_hash": string;
          "object_id": string;
          "object_type": string;
        }[];
      };
      "end_pushes": { Args: { "account": string }; Returns: undefined };
      "end_telegram_login": { Args: { "for_user": string; "login": string }; Returns: boolean };
      "erasure_accounts": {
        Args: { "erasure": string };
        Returns: {
          "id": string;
          "provider": string;
          "user_id": string;
        }[];
      };
      "erasure_batch": {
        Args: { "batch_size": number; "erasure": string };
        Returns: {
          "object_id": string;
          "object_type": string;
          "user_id": string;
        }[];
      };
      "erasure_delete": {
        Args: { "embeddings_deleted": number; "erasure": string; "objects": Json };
        Returns: number;
      };
      "erasure_finish": { Args: { "erasure": string }; Returns: undefined };
      "erasure_grants": { Args: { "erasure": string }; Returns: number };
      "finish_refresh": {
        Args: { "account": string; "for_holder": string; "token"?: Json };
        Returns: boolean;
      };
      "finish_request": {
        Args: {
          "body": string;
          "for_holder": string;
          "headers": Json;
          "request_id": string;
          "status": number;
        };
        Returns: boolean;
      };
      "fold_counts": { Args: Record<PropertyKey, never>; Returns: undefined };
      "follow_resource": {
        Args: {
          "account": string;
          "batch": Json;
          "batch_source": string;
          "from_resource": string;
          "owner": string;
          "seen": (string)[];
          "settled": (string)[];
        };
        Returns: undefined;
      };
      "forget_account_events": {
        Args: { "account": string; "batch_size": number; "for_user": string };
        Returns: number;
      };
      "forget_digests": { Args: { "gone": Json }; Returns: undefined };
      "forget_people": { Args: { "for_user": string; "most"?: number }; Returns: number };
      "forget_references": { Args: { "gone": Json }; Returns: undefined };
      "forget_telegram_logins": { Args: Record<PropertyKey, never>; Returns: undefined };
      "health_report": { Args: Record<PropertyKey, never>; Returns: Json };
      "hurry_push": { Args: { "gone": boolean; "id": string }; Returns: undefined };
      "ingest_events": { Args: { "batch": Json }; Returns: Json };
      "ingest_page": {
        Args: { "account": string; "batch": Json; "for_holder": string; "seconds": number };
        Returns: Json;
      };
      "is_blank": { Args: { "content": string }; Returns: boolean };
      "is_instant": { Args: { "value": string }; Returns: boolean };
      "is_plain_json": { Args: { "most_bytes": number; "value": Json }; Returns: boolean };
      "is_source_refs": { Args: { "most"?: number; "value": Json }; Returns: boolean };
      "is_text_list": {
        Args: { "most": number; "most_characters": number; "value": Json };
        Returns: boolean;
      };
      "job_run_finish": {
        Args: { "code"?: string; "outcome": string; "run_id": string };
        Returns: {
          "completed": number;
          "dead": number;
          "retried": number;
        }[];
      };
      "job_run_start": { Args: { "queue": string }; Returns: string };
      "joined_aliases": { Args: { "more": (string)[]; "present": Json }; Returns: Json };
      "keep_grant": {
        Args: {
          "for_user": string;
          "grant_enc": string;
          "handle_hash": string;
          "provider": string;
          "seconds": number;
          "token_fingerprint": string;
        };
        Returns: undefined;
      };
      "keep_push": {
        Args: {
          "account": string;
          "expiry": string;
          "for_resource": string;
          "given_hash"?: string;
          "given_id": string;
        };
        Returns: undefined;
      };
      "lease_account": {
        Args: { "account": string; "for_holder": string; "seconds": number };
        Returns: Json;
      };
      "link_account": {
        Args: {
          "for_user": string;
          "metadata": Json;
          "provider": string;
          "provider_account_id": string;
          "scopes": string;
          "token": Json;
        };
        Returns: string;
      };
      "link_export": {
        Args: {
          "for_user": string;
          "owner_name"?: string;
          "provider": string;
          "provider_account_id": string;
        };
        Returns: string;
      };
      "linked_account": {
        Args: { "for_user": string; "wanted_account": string; "wanted_provider": string };
        Returns: string;
      };
      "list_prompts": {
        Args: {
          "after_created_at"?: string;
          "after_id"?: string;
          "for_user": string;
          "page_size": number;
          "whole"?: boolean;
        };
        Returns: Json;
      };
      "measure": { Args: Record<PropertyKey, never>; Returns: Json };
      "metrics_report": { Args: { "most_seconds"?: number }; Returns: Json };
      "miss_push": {
        Args: { "account": string; "code": string; "for_resource": string };
        Returns: undefined;
      };
      "move_graph_rows": { Args: { "budget"?: string; "most"?: number }; Returns: number };
      "oauth_begin": {
        Args: {
          "app_redirect": string;
          "for_user": string;
          "provider": string;
          "redirect_uri": string;
          "seconds": number;
          "state_hash": string;
          "verifier_enc": string;
        };
        Returns: undefined;
      };
      "oauth_take": {
        Args: { "given_hash": string };
        Returns: {
          "app_redirect": string;
          "expired": boolean;
          "provider": string;
          "redirect_uri": string;
          "user_id": string;
          "verifier_enc": string;
        }[];
      };
      "prune_history": { Args: { "keep_days"?: number }; Returns: undefined };
      "push_sources": {
        Args: { "ids": (string)[] };
        Returns: {
          "provider_account_id": string;
          "secret_hash": string;
          "subscription_id": string;
        }[];
      };
      "put_token": {
        Args: { "account": string; "owner": string; "token": Json };
        Returns: undefined;
      };
      "queue_claim": {
        Args: { "claim_count": number; "queue": string; "visibility_seconds": number };
        Returns: Database["internal"]["CompositeTypes"]["claimed_message"][];
        SetofOptions: {
          from: "*";
          to: "claimed_message";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      "queue_depth": {
        Args: { "for_user"?: string; "queue": string };
        Returns: {
          "oldest_seconds": number;
          "visible": number;
          "waiting": number;
        }[];
      };
      "queue_due_ingests": { Args: Record<PropertyKey, never>; Returns: number };
      "queue_due_summaries": { Args: Record<PropertyKey, never>; Returns: number };
      "queue_forgetting": {
        Args: { "ids": (string)[]; "object_type": string; "owners": (string)[] };
        Returns: undefined;
      };
      "queue_heartbeat": {
        Args: { "held": Json; "queue": string; "run_id": string; "visibility_seconds": number };
        Returns: number;
      };
      "queue_ingests": { Args: { "accounts": (string)[]; "news": boolean }; Returns: number };
      "queue_pause": {
        Args: { "queue": string; "reason": string; "seconds": number };
        Returns: undefined;
      };
      "queue_requeue": { Args: { "dead_letter_ids": (string)[] }; Returns: number };
      "queue_retention": { Args: { "for_user"?: string }; Returns: number };
      "queue_send": {
        Args: { "delay_seconds"?: number; "messages": Json; "queue": string };
        Returns: number;
      };
      "queue_settle": {
        Args: { "queue": string; "run_id": string; "settled": Json };
        Returns: undefined;
      };
      "queue_turn": {
        Args: {
          "claim_count": number;
          "queue": string;
          "run_id": string;
          "settled": Json;
          "visibility_seconds": number;
        };
        Returns: Database["internal"]["CompositeTypes"]["claimed_message"][];
        SetofOptions: {
          from: "*";
          to: "claimed_message";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      "read_prompt": { Args: { "for_user": string; "prompt_id": string }; Returns: Json };
      "readiness": { Args: Record<PropertyKey, never>; Returns: Json };
      "record_model_usage": {
        Args: {
          "cost"?: number;
          "for_user": string;
          "input_tokens": number;
          "model": string;
          "output_tokens": number;
        };
        Returns: undefined;
      };
      "refresh_timezones": { Args: Record<PropertyKey, never>; Returns: number };
      "refuse_to_drop": { Args: { "tables": (string)[] }; Returns: undefined };
      "release_account": {
        Args: {
          "account": string;
          "error_code"?: string;
          "for_holder": string;
          "next_status"?: string;
          "outcome": string;
          "wait_seconds"?: number;
        };
        Returns: undefined;
      };
      "replace_earlier_models": {
        Args: { "batch_size": number; "model": string };
        Returns: {
          "dropped": number;
          "queued": number;
        }[];
      };
      "request_sync": { Args: { "account": string; "for_user": string }; Returns: string };
      "require_array": {
        Args: { "most": number; "name": string; "value": Json };
        Returns: undefined;
      };
      "require_short": {
        Args: { "most": number; "name": string; "value": string };
        Returns: undefined;
      };
      "reseal_token": {
        Args: {
          "new_access": string;
          "new_fingerprint": string;
          "new_refresh": string;
          "old_access": string;
          "token_id": string;
        };
        Returns: boolean;
      };
      "retention_batch": {
        Args: { "batch_size": number; "for_user": string };
        Returns: {
          "object_id": string;
          "object_type": string;
          "user_id": string;
        }[];
      };
      "retention_delete": {
        Args: { "audit": string; "embeddings_deleted": number; "objects": Json };
        Returns: number;
      };
      "retention_finish": { Args: { "audit": string }; Returns: undefined };
      "retention_start": { Args: { "for_user": string }; Returns: string };
      "scheduled_digest": {
        Args: { "for_user": string; "from_time": string; "to_time": string };
        Returns: Json;
      };
      "sealed_tokens": {
        Args: { "after_id": string; "batch_size": number };
        Returns: {
          "access_token_enc": string;
          "id": string;
          "provider": string;
          "refresh_token_enc": string;
          "user_id": string;
        }[];
      };
      "search_model": { Args: { "for_user": string; "preferred": string }; Returns: string };
      "settle_detected_tasks": { Args: { "for_user": string; "settled": Json }; Returns: number };
      "show_grant": {
        Args: { "for_provider": string; "for_user": string; "given_hash": string };
        Returns: {
          "claimable": boolean;
          "grant_enc": string;
          "handle_hash": string;
          "in_use": boolean;
          "kept_since": string;
          "provider": string;
          "user_id": string;
        }[];
      };
      "store_detected_tasks": {
        Args: { "detected": Json; "for_user": string };
        Returns: Database["public"]["Tables"]["tasks"]["Row"][];
        SetofOptions: {
          from: "*";
          to: "tasks";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      "store_embeddings": { Args: { "chunks": Json }; Returns: Json };
      "store_events": {
        Args: {
          "account": string;
          "batch_source": string;
          "events": Json;
          "from_resource": string;
          "owner": string;
        };
        Returns: Json;
      };
      "store_people": {
        Args: { "account": string; "events": Json; "owner": string };
        Returns: undefined;
      };
      "store_person": {
        Args: { "account": string; "keys": (string)[]; "names": (string)[]; "owner": string };
        Returns: undefined;
      };
      "store_prompt": {
        Args: {
          "answer": Json;
          "cost"?: number;
          "for_user": string;
          "input_tokens"?: number;
          "output_tokens"?: number;
          "prompt": string;
          "prompt_id": string;
          "source_refs": Json;
        };
        Returns: boolean;
      };
      "store_proposal": {
        Args: {
          "content_json": Json;
          "for_user": string;
          "source_refs": Json;
          "window_end": string;
          "window_start": string;
        };
        Returns: string;
      };
      "store_summary": {
        Args: {
          "content_json": Json;
          "for_user": string;
          "scope"?: Json;
          "source_filter": string;
          "source_refs": Json;
          "window_end": string;
          "window_start": string;
        };
        Returns: Database["public"]["Tables"]["summaries"]["Row"];
        SetofOptions: {
          from: "*";
          to: "summaries";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      "store_threads": {
        Args: { "batch_source": string; "owner": string; "threads": Json };
        Returns: undefined;
      };
      "take_rate_limit": {
        Args: { "allowed": number; "bucket": string; "window_seconds": number };
        Returns: {
          "granted": boolean;
          "remaining": number;
          "retry_after_seconds": number;
        }[];
      };
      "tell": { Args: { "event": string; "payload": Json; "person": string }; Returns: undefined };
      "traced": { Args: { "message": Json }; Returns: Json };
      "try_telegram_login": {
        Args: { "for_user": string; "login": string; "most_tries": number; "wanted_step": string };
        Returns: {
          "login_enc": string;
          "tries_left": number;
        }[];
      };
      "unclaimed_grants": {
        Args: { "after_hash": string; "batch_size": number; "for_user": string };
        Returns: {
          "claimable": boolean;
          "grant_enc": string;
          "handle_hash": string;
          "in_use": boolean;
          "kept_since": string;
          "provider": string;
          "user_id": string;
        }[];
      };
      "unlink_account": { Args: { "account": string; "for_user": string }; Returns: boolean };
      "unseen_batch": {
        Args: { "account": string; "most": number };
        Returns: {
          "external_id": string;
          "resource": string;
          "source": string;
        }[];
      };
      "untry_telegram_login": { Args: { "for_user": string; "login": string }; Returns: undefined };
      "user_by_email": { Args: { "wanted": string }; Returns: string };
      "wake_accounts": {
        Args: { "wanted_account": string; "wanted_provider": string };
        Returns: number;
      };
      "wake_snoozed_tasks": { Args: Record<PropertyKey, never>; Returns: number };
      "without_references": { Args: { "gone": Json; "refs": Json }; Returns: Json };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      "claimed_message": {
        "message_id": number | null;
        "attempts": number | null;
        "enqueued_at": string | null;
        "payload": Json | null;
      };
    };
  };
  "public": {
    Tables: {
      "calendar_events": {
        Row: {
          "created_at": string;
          "description": string | null;
          "end_at": string;
          "id": string;
          "location": string | null;
          "request_key": string | null;
          "start_at": string;
          "title": string;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "description"?: string | null;
          "end_at": string;
          "id"?: string;
          "location"?: string | null;
          "request_key"?: string | null;
          "start_at": string;
          "title": string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Update: {
          "created_at"?: string;
          "description"?: string | null;
          "end_at"?: string;
          "id"?: string;
          "location"?: string | null;
          "request_key"?: string | null;
          "start_at"?: string;
          "title"?: string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "calendar_events_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "drafts": {
        Row: {
          "content_hash": string;
          "content_json": NonNullable<Json>;
          "created_at": string;
          "id": string;
          "kind": string;
          "model": string | null;
          "reply_to_event_id": string | null;
          "request_key": string | null;
          "source_refs": NonNullable<Json>;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "content_hash"?: string;
          "content_json": NonNullable<Json>;
          "created_at"?: string;
          "id"?: string;
          "kind": string;
          "model"?: string | null;
          "reply_to_event_id"?: string | null;
          "request_key"?: string | null;
          "source_refs"?: NonNullable<Json>;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Update: {
          "content_hash"?: string;
          "content_json"?: NonNullable<Json>;
          "created_at"?: string;
          "id"?: string;
          "kind"?: string;
          "model"?: string | null;
          "reply_to_event_id"?: string | null;
          "request_key"?: string | null;
          "source_refs"?: NonNullable<Json>;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "drafts_reply_to_fkey";
            columns: ["user_id", "reply_to_event_id"];
            isOneToOne: false;
            referencedRelation: "events";
            referencedColumns: ["user_id", "id"];
          },
          {
            foreignKeyName: "drafts_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "embeddings": {
        Row: {
          "chunk_index": number;
          "code": unknown;
          "content_hash": string;
          "created_at": string;
          "distance_metric": string;
          "embedding": string;
          "embedding_dim": number;
          "embedding_model": string;
          "expires_at": string | null;
          "id": string;
          "in_graph": boolean;
          "metadata": NonNullable<Json>;
          "object_id": string;
          "object_type": string;
          "occurred_at": string;
          "source": string | null;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "chunk_index"?: number;
          "code"?: never;
          "content_hash": string;
          "created_at"?: string;
          "distance_metric"?: string;
          "embedding": string;
          "embedding_dim": number;
          "embedding_model": string;
          "expires_at"?: string | null;
          "id"?: string;
          "in_graph"?: boolean;
          "metadata"?: NonNullable<Json>;
          "object_id": string;
          "object_type": string;
          "occurred_at": string;
          "source"?: string | null;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "chunk_index"?: number;
          "code"?: never;
          "content_hash"?: string;
          "created_at"?: string;
          "distance_metric"?: string;
          "embedding"?: string;
          "embedding_dim"?: number;
          "embedding_model"?: string;
          "expires_at"?: string | null;
          "id"?: string;
          "in_graph"?: boolean;
          "metadata"?: NonNullable<Json>;
          "object_id"?: string;
          "object_type"?: string;
          "occurred_at"?: string;
          "source"?: string | null;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "embeddings_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "entities": {
        Row: {
          "aliases": NonNullable<Json>;
          "content_hash": string;
          "created_at": string;
          "id": string;
          "kind": string;
          "metadata": NonNullable<Json>;
          "name": string;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "aliases"?: NonNullable<Json>;
          "content_hash"?: string;
          "created_at"?: string;
          "id"?: string;
          "kind": string;
          "metadata"?: NonNullable<Json>;
          "name": string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Update: {
          "aliases"?: NonNullable<Json>;
          "content_hash"?: string;
          "created_at"?: string;
          "id"?: string;
          "kind"?: string;
          "metadata"?: NonNullable<Json>;
          "name"?: string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "entities_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "events": {
        Row: {
          "addressed": string;
          "author": string | null;
          "automated": boolean;
          "body": string | null;
          "by_owner": boolean | null;
          "content_hash": string;
          "created_at": string;
          "cut_from": number | null;
          "deleted_at": string | null;
          "event_type": string;
          "expires_at": string;
          "external_id": string;
          "id": string;
          "importance_score": number;
          "occurred_at": string;
          "place": string | null;
          "raw": NonNullable<Json>;
          "resource": string | null;
          "search": unknown;
          "source": string;
          "source_account_id": string | null;
          "source_version": string;
          "text_for_embedding": string | null;
          "thread_id": string | null;
          "title": string | null;
          "updated_at": string;
          "url": string | null;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "addressed"?: string;
          "author"?: string | null;
          "automated"?: boolean;
          "body"?: string | null;
          "by_owner"?: boolean | null;
          "content_hash"?: string;
          "created_at"?: string;
          "cut_from"?: number | null;
          "deleted_at"?: string | null;
          "event_type": string;
          "expires_at"?: string;
          "external_id": string;
          "id"?: string;
          "importance_score"?: number;
          "occurred_at": string;
          "place"?: string | null;
          "raw"?: NonNullable<Json>;
          "resource"?: string | null;
          "search"?: never;
          "source": string;
          "source_account_id"?: string | null;
          "source_version"?: string;
          "text_for_embedding"?: string | null;
          "thread_id"?: string | null;
          "title"?: string | null;
          "updated_at"?: string;
          "url"?: string | null;
          "user_id": string;
        };
        Update: {
          "addressed"?: string;
          "author"?: string | null;
          "automated"?: boolean;
          "body"?: string | null;
          "by_owner"?: boolean | null;
          "content_hash"?: string;
          "created_at"?: string;
          "cut_from"?: number | null;
          "deleted_at"?: string | null;
          "event_type"?: string;
          "expires_at"?: string;
          "external_id"?: string;
          "id"?: string;
          "importance_score"?: number;
          "occurred_at"?: string;
          "place"?: string | null;
          "raw"?: NonNullable<Json>;
          "resource"?: string | null;
          "search"?: never;
          "source"?: string;
          "source_account_id"?: string | null;
          "source_version"?: string;
          "text_for_embedding"?: string | null;
          "thread_id"?: string | null;
          "title"?: string | null;
          "updated_at"?: string;
          "url"?: string | null;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "events_account_fkey";
            columns: ["user_id", "source_account_id"];
            isOneToOne: false;
            referencedRelation: "linked_accounts";
            referencedColumns: ["user_id", "id"];
          },
          {
            foreignKeyName: "events_thread_fkey";
            columns: ["user_id", "thread_id"];
            isOneToOne: false;
            referencedRelation: "threads";
            referencedColumns: ["user_id", "id"];
          },
          {
            foreignKeyName: "events_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "linked_accounts": {
        Row: {
          "created_at": string;
          "id": string;
          "metadata": NonNullable<Json>;
          "provider": string;
          "provider_account_id": string;
          "scopes": string | null;
          "status": string;
          "status_reason": string | null;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "id"?: string;
          "metadata"?: NonNullable<Json>;
          "provider": string;
          "provider_account_id": string;
          "scopes"?: string | null;
          "status"?: string;
          "status_reason"?: string | null;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "created_at"?: string;
          "id"?: string;
          "metadata"?: NonNullable<Json>;
          "provider"?: string;
          "provider_account_id"?: string;
          "scopes"?: string | null;
          "status"?: string;
          "status_reason"?: string | null;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "linked_accounts_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "notes": {
        Row: {
          "body": string;
          "content_hash": string;
          "created_at": string;
          "deleted_at": string | null;
          "id": string;
          "search": unknown;
          "title": string | null;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "body": string;
          "content_hash"?: string;
          "created_at"?: string;
          "deleted_at"?: string | null;
          "id"?: string;
          "search"?: never;
          "title"?: string | null;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Update: {
          "body"?: string;
          "content_hash"?: string;
          "created_at"?: string;
          "deleted_at"?: string | null;
          "id"?: string;
          "search"?: never;
          "title"?: string | null;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "notes_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "oauth_tokens": {
        Row: {
          "access_token_enc": string;
          "created_at": string;
          "expires_at": string | null;
          "id": string;
          "last_refreshed_at": string | null;
          "linked_account_id": string;
          "refresh_token_enc": string | null;
          "revoked_at": string | null;
          "scopes": string | null;
          "token_fingerprint": string | null;
          "token_type": string;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "access_token_enc": string;
          "created_at"?: string;
          "expires_at"?: string | null;
          "id"?: string;
          "last_refreshed_at"?: string | null;
          "linked_account_id": string;
          "refresh_token_enc"?: string | null;
          "revoked_at"?: string | null;
          "scopes"?: string | null;
          "token_fingerprint"?: string | null;
          "token_type": string;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "access_token_enc"?: string;
          "created_at"?: string;
          "expires_at"?: string | null;
          "id"?: string;
          "last_refreshed_at"?: string | null;
          "linked_account_id"?: string;
          "refresh_token_enc"?: string | null;
          "revoked_at"?: string | null;
          "scopes"?: string | null;
          "token_fingerprint"?: string | null;
          "token_type"?: string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "oauth_tokens_account_fkey";
            columns: ["user_id", "linked_account_id"];
            isOneToOne: false;
            referencedRelation: "linked_accounts";
            referencedColumns: ["user_id", "id"];
          },
          {
            foreignKeyName: "oauth_tokens_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "proposals": {
        Row: {
          "content_json": NonNullable<Json>;
          "created_at": string;
          "id": string;
          "source_refs": NonNullable<Json>;
          "updated_at": string;
          "user_id": string;
          "window_end": string;
          "window_start": string;
        };
        ComputedFields: never;
        Insert: {
          "content_json": NonNullable<Json>;
          "created_at"?: string;
          "id"?: string;
          "source_refs"?: NonNullable<Json>;
          "updated_at"?: string;
          "user_id": string;
          "window_end": string;
          "window_start": string;
        };
        Update: {
          "content_json"?: NonNullable<Json>;
          "created_at"?: string;
          "id"?: string;
          "source_refs"?: NonNullable<Json>;
          "updated_at"?: string;
          "user_id"?: string;
          "window_end"?: string;
          "window_start"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "proposals_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "summaries": {
        Row: {
          "content_json": NonNullable<Json>;
          "created_at": string;
          "id": string;
          "scope": NonNullable<Json>;
          "source_filter": string;
          "source_refs": NonNullable<Json>;
          "updated_at": string;
          "user_id": string;
          "window_end": string;
          "window_start": string;
        };
        ComputedFields: never;
        Insert: {
          "content_json": NonNullable<Json>;
          "created_at"?: string;
          "id"?: string;
          "scope"?: NonNullable<Json>;
          "source_filter"?: string;
          "source_refs"?: NonNullable<Json>;
          "updated_at"?: string;
          "user_id": string;
          "window_end": string;
          "window_start": string;
        };
        Update: {
          "content_json"?: NonNullable<Json>;
          "created_at"?: string;
          "id"?: string;
          "scope"?: NonNullable<Json>;
          "source_filter"?: string;
          "source_refs"?: NonNullable<Json>;
          "updated_at"?: string;
          "user_id"?: string;
          "window_end"?: string;
          "window_start"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "summaries_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "tasks": {
        Row: {
          "changed_by_owner": boolean;
          "created_at": string;
          "details": string | null;
          "detection_key": string | null;
          "due_at": string | null;
          "id": string;
          "priority": string;
          "priority_rank": number;
          "request_key": string | null;
          "snoozed_until": string | null;
          "source_event_id": string | null;
          "source_refs": NonNullable<Json>;
          "status": string;
          "status_reason": string | null;
          "title": string;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "changed_by_owner"?: boolean;
          "created_at"?: string;
          "details"?: string | null;
          "detection_key"?: string | null;
          "due_at"?: string | null;
          "id"?: string;
          "priority"?: string;
          "priority_rank"?: never;
          "request_key"?: string | null;
          "snoozed_until"?: string | null;
          "source_event_id"?: string | null;
          "source_refs"?: NonNullable<Json>;
          "status"?: string;
          "status_reason"?: string | null;
          "title": string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Update: {
          "changed_by_owner"?: boolean;
          "created_at"?: string;
          "details"?: string | null;
          "detection_key"?: string | null;
          "due_at"?: string | null;
          "id"?: string;
          "priority"?: string;
          "priority_rank"?: never;
          "request_key"?: string | null;
          "snoozed_until"?: string | null;
          "source_event_id"?: string | null;
          "source_refs"?: NonNullable<Json>;
          "status"?: string;
          "status_reason"?: string | null;
          "title"?: string;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "tasks_source_event_fkey";
            columns: ["user_id", "source_event_id"];
            isOneToOne: false;
            referencedRelation: "events";
            referencedColumns: ["user_id", "id"];
          },
          {
            foreignKeyName: "tasks_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "threads": {
        Row: {
          "content_hash": string;
          "content_preview": string | null;
          "created_at": string;
          "external_id": string;
          "id": string;
          "last_event_at": string | null;
          "participants": NonNullable<Json>;
          "root_external_id": string | null;
          "root_version": string;
          "source": string;
          "subject": string | null;
          "updated_at": string;
          "user_id": string;
        };
        ComputedFields: never;
        Insert: {
          "content_hash"?: string;
          "content_preview"?: string | null;
          "created_at"?: string;
          "external_id": string;
          "id"?: string;
          "last_event_at"?: string | null;
          "participants"?: NonNullable<Json>;
          "root_external_id"?: string | null;
          "root_version"?: string;
          "source": string;
          "subject"?: string | null;
          "updated_at"?: string;
          "user_id": string;
        };
        Update: {
          "content_hash"?: string;
          "content_preview"?: string | null;
          "created_at"?: string;
          "external_id"?: string;
          "id"?: string;
          "last_event_at"?: string | null;
          "participants"?: NonNullable<Json>;
          "root_external_id"?: string | null;
          "root_version"?: string;
          "source"?: string;
          "subject"?: string | null;
          "updated_at"?: string;
          "user_id"?: string;
        };
        Relationships: [
          {
            foreignKeyName: "threads_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "users";
            referencedColumns: ["id"];
          },
        ];
      };
      "users": {
        Row: {
          "created_at": string;
          "display_name": string | null;
          "email": string | null;
          "id": string;
          "scheduled_summaries": boolean;
          "timezone": string;
          "updated_at": string;
        };
        ComputedFields: never;
        Insert: {
          "created_at"?: string;
          "display_name"?: string | null;
          "email"?: string | null;
          "id": string;
          "scheduled_summaries"?: boolean;
          "timezone"?: string;
          "updated_at"?: string;
        };
        Update: {
          "created_at"?: string;
          "display_name"?: string | null;
          "email"?: string | null;
          "id"?: string;
          "scheduled_summaries"?: boolean;
          "timezone"?: string;
          "updated_at"?: string;
        };
        Relationships: [];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      "average_embedding": {
        Args: {
          "for_user"?: string;
          "match_model": string;
          "object_ids"?: (string)[];
          "object_types"?: (string)[];
          "sources"?: (string)[];
          "window_end"?: string;
          "window_start"?: string;
        };
        Returns: string;
      };
      "list_calendar_events": {
        Args: {
          "after_id"?: string;
          "after_start_at"?: string;
          "from_time"?: string;
          "page_size"?: number;
          "until_time"?: string;
        };
        Returns: Json;
      };
      "list_drafts": {
        Args: {
          "after_created_at"?: string;
          "after_id"?: string;
          "draft_kind"?: string;
          "page_size"?: number;
        };
        Returns: Json;
      };
      "list_meetings": {
        Args: {
          "for_user"?: string;
          "most"?: number;
          "window_end": string;
          "window_start": string;
        };
        Returns: Json;
      };
      "list_tasks": {
        Args: {
          "after_created_at"?: string;
          "after_due_at"?: string;
          "after_id"?: string;
          "after_rank"?: number;
          "page_size"?: number;
          "task_priority"?: string;
          "task_status": string;
        };
        Returns: Json;
      };
      "match_embeddings": {
        Args: {
          "for_user"?: string;
          "match_count"?: number;
          "match_model": string;
          "min_similarity"?: number;
          "object_ids"?: (string)[];
          "object_types"?: (string)[];
          "query_embedding": string;
          "sources"?: (string)[];
          "window_end"?: string;
          "window_start"?: string;
        };
        Returns: {
          "chunk_index": number;
          "metadata": Json;
          "object_id": string;
          "object_type": string;
          "occurred_at": string;
          "similarity": number;
          "source": string;
        }[];
      };
      "said_around": {
        Args: { "event_ids": (string)[]; "for_user"?: string; "reference_time"?: string };
        Returns: {
          "event_id": string;
        }[];
      };
      "search_hybrid": {
        Args: {
          "for_user"?: string;
          "match_count"?: number;
          "match_model"?: string;
          "object_ids"?: (string)[];
          "object_types"?: (string)[];
          "query_embedding"?: string;
          "query_text": string;
          "reference_time"?: string;
          "sources"?: (string)[];
          "window_end"?: string;
          "window_start"?: string;
        };
        Returns: {
          "object_id": string;
          "object_type": string;
          "occurred_at": string;
          "score": number;
          "similarity": number;
          "source": string;
          "text_rank": number;
        }[];
      };
      "search_words": {
        Args: {
          "for_user"?: string;
          "match_count"?: number;
          "object_ids"?: (string)[];
          "object_types"?: (string)[];
          "query_text": string;
          "sources"?: (string)[];
          "window_end"?: string;
          "window_start"?: string;
        };
        Returns: {
          "object_id": string;
          "object_type": string;
          "occurred_at": string;
          "source": string;
          "text_rank": number;
        }[];
      };
      "timeline_ids": {
        Args: {
          "for_user"?: string;
          "most"?: number;
          "people"?: (string)[];
          "places"?: (string)[];
          "sources"?: (string)[];
          "window_end"?: string;
          "window_start"?: string;
        };
        Returns: (string)[];
      };
      "timeline_names": { Args: { "for_user"?: string; "most"?: number }; Returns: Json };
      "timeline_statistics": {
        Args: {
          "for_user"?: string;
          "people"?: (string)[];
          "places"?: (string)[];
          "sources"?: (string)[];
          "window_end": string;
          "window_start": string;
        };
        Returns: {
          "event_count": number;
          "source": string;
        }[];
      };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof (
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
    )
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals } ? (
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
  )[TableName] extends {
    Row: infer R;
  } ? R
  : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R;
    } ? R
    : never
  : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends
    {
      Insert: infer I;
    } ? I
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I;
    } ? I
    : never
  : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends
    {
      Update: infer U;
    } ? U
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U;
    } ? U
    : never
  : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][
    CompositeTypeName
  ]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never;

export const Constants = {
  "internal": {
    Enums: {},
  },
  "public": {
    Enums: {},
  },
} as const;
