CREATE INDEX sign_ins_by_client ON sign_ins (client_id);
